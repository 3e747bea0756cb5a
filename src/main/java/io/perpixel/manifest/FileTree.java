package io.perpixel.manifest;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The files below a destination, in the order of their names. Names that start with {@code _} or
 * {@code .} are passed over, as readers of a data directory do. Only one directory's names at a
 * time, and those above it, are in memory.
 */
final class FileTree {
  private static final int DEEPEST = 64;

  /** What is done with each file. */
  @FunctionalInterface
  interface Visitor {
    /**
     * Called for each file.
     *
     * @param name with {@code /} between directories
     * @param size in bytes
     */
    void file(String name, long size) throws IOException;
  }

  private FileTree() {}

  static void walk(Destination destination, Visitor visitor) throws IOException {
    walk(destination, "", 0, visitor);
  }

  private static void walk(Destination tree, String directory, int depth, Visitor visitor)
      throws IOException {
    if (depth > DEEPEST) {
      throw new IOException(
          "%s/%s is more than %d directories deep: is there a link that leads back?"
              .formatted(tree, FileNames.shown(directory), DEEPEST));
    }
    List<Destination.Entry> entries = new ArrayList<>(tree.list(directory));
    entries.sort(Comparator.comparing(Destination.Entry::name));
    for (Destination.Entry entry : entries) {
      String name = directory.isEmpty() ? entry.name() : directory + "/" + entry.name();
      if (entry.name().startsWith("_") || entry.name().startsWith(".")) {
        continue;
      }
      if (entry.directory()) {
        walk(tree, name, depth + 1, visitor);
      } else {
        visitor.file(name, entry.size());
      }
    }
  }
}
