package io.perpixel.spark;

import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Small files beside the data files of a table.
 *
 * @param files contents by name; names start with {@code _}, so that Parquet readers pass them by
 * @param sources name of the one that lists the units of the source, if there is any
 */
record TableExtras(Map<String, byte[]> files, Optional<String> sources) {
  /** None. */
  static final TableExtras NONE = new TableExtras(Map.of(), Optional.empty());

  /** Begins the names of lists of sources. */
  static final String SOURCES = "_sources-";

  private static final int DIGITS = 12;

  static TableExtras of(Map<String, byte[]> files) {
    return new TableExtras(files, Optional.empty());
  }

  /** With the units of a source, in a file that is named by its content. */
  static TableExtras of(Map<String, byte[]> files, Optional<SourceUnits> units) throws IOException {
    if (units.isEmpty()) {
      return of(files);
    }
    byte[] content = units.get().toBytes();
    String digest = HexFormat.of().formatHex(InputDigest.newSha256().digest(content));
    String name = SOURCES + digest.substring(0, DIGITS) + ".jsonl.gz";
    Map<String, byte[]> all = new TreeMap<>(files);
    all.put(name, content);
    return new TableExtras(all, Optional.of(name));
  }

  TableState state(Counts counts, List<DataFile> data) {
    return new TableState(counts, data, sources);
  }
}
