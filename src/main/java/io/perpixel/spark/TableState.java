package io.perpixel.spark;

import java.util.List;
import java.util.Optional;

/**
 * What is in a table.
 *
 * @param counts of its rows
 * @param files that hold them; empty if it is no table of rows, or its record is older than lists
 * @param sources name of the file, beside them, with the {@link SourceUnits} that it was made of
 */
record TableState(Counts counts, List<DataFile> files, Optional<String> sources) {
  TableState {
    files = List.copyOf(files);
  }
}
