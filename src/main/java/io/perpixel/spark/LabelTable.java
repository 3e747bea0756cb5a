package io.perpixel.spark;

import io.perpixel.palette.Palette;
import io.perpixel.palette.PaletteFile;
import java.io.IOException;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * An {@link ImageTable} whose targets are palette labels. The palette that gives the labels their
 * meaning is kept inside as {@value #FILE}, and its hash in the table's record.
 */
public final class LabelTable {
  /** The leading underscore makes Parquet readers pass it by. */
  public static final String FILE = "_palette.json";

  /** Key of the palette's hash among the parameters of the {@link TableRecord}. */
  public static final String HASH = "palette_sha256";

  private LabelTable() {}

  /**
   * The palette of a label table.
   *
   * @throws IllegalArgumentException if the table has none, or it is damaged
   */
  public static Palette palette(String uri, Configuration conf) throws IOException {
    Path file = file(uri, conf);
    if (!file.getFileSystem(conf).exists(file)) {
      throw new IllegalArgumentException(
          uri + " has no " + FILE + ": expected a label table, as palette label writes it");
    }
    return PaletteFile.read(HadoopFiles.read(file, conf), file.toString());
  }

  /**
   * Refuses labels of another palette.
   *
   * @throws IllegalArgumentException if the table's palette is not {@code expected}, or it has none
   */
  public static void requirePalette(String uri, Palette expected, Configuration conf)
      throws IOException {
    Palette found = palette(uri, conf);
    if (!found.hash().equals(expected.hash())) {
      throw new IllegalArgumentException(
          "%s was labelled with palette %s (%d colours, %s), but palette %s (%d colours, %s) is wanted: label it again or use its own palette"
              .formatted(
                  uri,
                  found.hash(),
                  found.size(),
                  found.distance().label(),
                  expected.hash(),
                  expected.size(),
                  expected.distance().label()));
    }
  }

  /** What a table made from this one has to keep: the palette file, if there is one. */
  static Map<String, byte[]> attachments(String uri, Configuration conf) throws IOException {
    Path file = file(uri, conf);
    return file.getFileSystem(conf).exists(file)
        ? Map.of(FILE, HadoopFiles.read(file, conf))
        : Map.of();
  }

  private static Path file(String uri, Configuration conf) throws IOException {
    return new Path(HadoopFiles.root(uri, conf), FILE);
  }
}
