package io.perpixel.spark;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/** The files of a tree by relative path without extension, and without a suffix before it. */
final class FilesByStem {
  private final String uri;
  private final List<FileStatus> files;
  private final TreeMap<String, List<ListedFile>> byStem;

  private FilesByStem(
      String uri, List<FileStatus> files, TreeMap<String, List<ListedFile>> byStem) {
    this.uri = uri;
    this.files = files;
    this.byStem = byStem;
  }

  /**
   * Lists a tree.
   *
   * @param suffix only files whose names end with it; may be empty
   * @param skip names of directories to pass over
   * @throws IllegalArgumentException if the directory is not there
   */
  static FilesByStem list(String uri, String suffix, List<String> skip, Configuration conf)
      throws IOException {
    List<FileStatus> all;
    try {
      all = HadoopFiles.list(uri, conf);
    } catch (FileNotFoundException e) {
      throw new IllegalArgumentException(
          "pairs need a directory of images and one of targets: " + e.getMessage(), e);
    }
    Path root = HadoopFiles.root(uri, conf);
    List<FileStatus> files = new ArrayList<>();
    TreeMap<String, List<ListedFile>> byStem = new TreeMap<>();
    for (FileStatus file : all) {
      String path = HadoopFiles.relative(root, file.getPath());
      String stem = stem(path);
      if (stem.endsWith(suffix) && !isBelow(path, skip)) {
        files.add(file);
        byStem
            .computeIfAbsent(
                stem.substring(0, stem.length() - suffix.length()), s -> new ArrayList<>())
            .add(ListedFile.of(file));
      }
    }
    return new FilesByStem(uri, files, byStem);
  }

  /** No files. */
  static FilesByStem none() {
    return new FilesByStem("", List.of(), new TreeMap<>());
  }

  /** A path without its extension. */
  static String stem(String path) {
    int dot = path.lastIndexOf('.');
    return dot > path.lastIndexOf('/') + 1 ? path.substring(0, dot) : path;
  }

  private static boolean isBelow(String path, List<String> directories) {
    List<String> names = List.of(path.split("/"));
    return names.subList(0, names.size() - 1).stream().anyMatch(directories::contains);
  }

  /** All stems, sorted. */
  Set<String> stems() {
    return byStem.keySet();
  }

  /** The paths of the files of a stem; usually one. */
  List<String> of(String stem) {
    return listed(stem).stream().map(ListedFile::path).toList();
  }

  /** The files of a stem. */
  List<ListedFile> listed(String stem) {
    return byStem.getOrDefault(stem, List.of());
  }

  InputDigest digest(Configuration conf) throws IOException {
    return InputDigest.of(uri, files, conf);
  }
}
