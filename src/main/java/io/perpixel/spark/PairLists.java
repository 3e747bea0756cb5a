package io.perpixel.spark;

import io.perpixel.image.MaskCoding;
import io.perpixel.image.TargetKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * Pairs by list files: line n of {@code train_images.txt} and line n of {@code train_fixations.txt}
 * belong together, and so on for {@code val} (or {@code validation}) and {@code test}; masks have
 * {@code train_masks.txt} instead; optionally {@code train_points.txt} names the files of fixation
 * points. Paths are relative to the lists' directory.
 *
 * <p>A split without a list of fixations has images without targets, as test splits often do. The
 * id is the image's path without extension and without {@code images/} before it. A path that
 * leaves the directory, names no file, or names an image a second time is rejected.
 */
public final class PairLists {
  private static final Map<String, String> SPLITS = new LinkedHashMap<>();

  static {
    SPLITS.put("train", "train");
    SPLITS.put("val", "validation");
    SPLITS.put("validation", "validation");
    SPLITS.put("test", "test");
  }

  private final Path root;
  private final Map<String, FileStatus> files = new HashMap<>();
  private final Set<FileStatus> used = new HashSet<>();
  private final Map<String, String> seen = new HashMap<>();
  private final List<Pair> pairs = new ArrayList<>();

  private PairLists(Path root, Configuration conf) throws IOException {
    this.root = root;
    for (FileStatus file : HadoopFiles.list(root.toString(), conf)) {
      files.put(HadoopFiles.relative(root, file.getPath()), file);
    }
  }

  /**
   * Reads the lists in a directory.
   *
   * @param kind what the targets are, if not what the names of the lists say
   * @param masks how masks name classes
   * @return empty if there is no list of images
   * @throws IllegalArgumentException if lists of one split differ in length, a list of targets has
   *     no list of images, or a list is no text of paths; the message names it
   */
  public static Optional<Pairs> find(
      String input, Optional<TargetKind> kind, MaskCoding masks, Configuration conf)
      throws IOException {
    Path directory = HadoopFiles.qualify(input, conf);
    List<ListFile[]> found = new ArrayList<>();
    List<String> splits = new ArrayList<>();
    for (Map.Entry<String, String> split : SPLITS.entrySet()) {
      ListFile[] lists = new ListFile[Column.values().length];
      for (Column column : Column.values()) {
        String name = split.getKey() + column.suffix;
        lists[column.ordinal()] = ListFile.read(directory, name, conf).orElse(null);
      }
      if (requireFitting(lists)) {
        found.add(lists);
        splits.add(split.getValue());
      }
    }
    if (found.isEmpty()) {
      return Optional.empty();
    }
    PairLists all = new PairLists(directory, conf);
    for (int i = 0; i < found.size(); i++) {
      all.add(splits.get(i), found.get(i));
    }
    all.pairs.sort(Comparator.comparing(Pair::id));
    InputDigest digest = InputDigest.of(input, List.copyOf(all.used), conf);
    boolean listsMasks = found.stream().anyMatch(lists -> Column.MASKS.of(lists) != null);
    TargetKind named = listsMasks ? TargetKind.LABELS : TargetKind.MAP;
    return Optional.of(
        new Pairs(
            all.pairs,
            List.of(digest),
            kind.orElse(named),
            masks,
            Map.of("pairs", "lists"),
            List.of()));
  }

  /** What the columns of a split are called. */
  private enum Column {
    IMAGES("_images.txt"),
    MAPS("_fixations.txt"),
    MASKS("_masks.txt"),
    POINTS("_points.txt");

    private final String suffix;

    Column(String suffix) {
      this.suffix = suffix;
    }

    <T> T of(T[] columns) {
      return columns[ordinal()];
    }
  }

  private static boolean requireFitting(ListFile[] lists) {
    ListFile images = Column.IMAGES.of(lists);
    for (ListFile other : lists) {
      if (other != null && images == null) {
        throw new IllegalArgumentException(
            "there is %s but no list of images beside it".formatted(other.name()));
      }
      if (other != null && other.size() != images.size()) {
        throw new IllegalArgumentException(
            "%s has %d lines, but %s %d: expected one line for each image in both"
                .formatted(images.name(), images.size(), other.name(), other.size()));
      }
    }
    if (Column.MAPS.of(lists) != null && Column.MASKS.of(lists) != null) {
      throw new IllegalArgumentException(
          "there are %s and %s: expected one list of targets for a split"
              .formatted(Column.MAPS.of(lists).name(), Column.MASKS.of(lists).name()));
    }
    return images != null;
  }

  private void add(String split, ListFile[] lists) {
    for (ListFile list : lists) {
      if (list != null && files.containsKey(list.name())) {
        used.add(files.get(list.name()));
      }
    }
    for (int line = 0; line < Column.IMAGES.of(lists).size(); line++) {
      pairs.add(pair(split, lists, line));
    }
  }

  private Pair pair(String split, ListFile[] lists, int line) {
    String written = Column.IMAGES.of(lists).lines().get(line);
    String where = "%s, line %d".formatted(Column.IMAGES.of(lists).name(), line + 1);
    String[] paths = new String[lists.length];
    List<ListedFile> listed = new ArrayList<>();
    for (int c = 0; c < lists.length; c++) {
      if (lists[c] != null) {
        String path = normal(lists[c].lines().get(line));
        String problem = problem(path);
        if (problem != null) {
          return Pair.broken(
              written,
              "%s, line %d: '%s' %s"
                  .formatted(lists[c].name(), line + 1, lists[c].lines().get(line), problem));
        }
        used.add(files.get(path));
        listed.add(ListedFile.of(files.get(path)));
        paths[c] = files.get(path).getPath().toString();
      }
    }
    String id = id(normal(written));
    String before = seen.putIfAbsent(id, where);
    return before == null
        ? Pair.of(
                id,
                split,
                Column.IMAGES.of(paths),
                Column.MAPS.of(paths) == null ? Column.MASKS.of(paths) : Column.MAPS.of(paths),
                Column.POINTS.of(paths))
            .of(listed)
        : Pair.broken(written, "%s: '%s' is in %s already".formatted(where, written, before));
  }

  /** Windows tools write backslashes, others a dot before. */
  private static String normal(String path) {
    String slashes = path.replace('\\', '/');
    return slashes.startsWith("./") ? slashes.substring(2) : slashes;
  }

  private String problem(String path) {
    if (path.startsWith("/") || path.matches("[A-Za-z][A-Za-z0-9+.-]*:.*")) {
      return "is not a relative path";
    }
    if (List.of(path.split("/")).contains("..")) {
      return "leaves the directory of the list";
    }
    return files.containsKey(path) ? null : "names no file in " + root;
  }

  private static String id(String path) {
    String below = path.startsWith("images/") ? path.substring("images/".length()) : path;
    return FilesByStem.stem(below);
  }
}
