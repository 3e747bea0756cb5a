package io.perpixel.spark;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/** Lists and reads files on any Hadoop file system. */
final class HadoopFiles {
  private HadoopFiles() {}

  /** An absolute path with its scheme, so that paths can be compared. */
  static Path qualify(String uri, Configuration conf) throws IOException {
    Path path = new Path(uri);
    return path.getFileSystem(conf).makeQualified(path);
  }

  /**
   * As {@link #qualify}, of a directory that is going to be replaced, for which something has to be
   * beside it.
   *
   * @throws IllegalArgumentException if it is all of a file system
   */
  static Path replaceable(String uri, Configuration conf) throws IOException {
    Path path = qualify(uri, conf);
    if (path.isRoot()) {
      throw new IllegalArgumentException(
          "%s is all of a file system or bucket, which is never replaced: expected a directory in it"
              .formatted(uri));
    }
    return path;
  }

  /** How a user would name a path: a local one without its scheme. */
  static String shown(Path path) {
    return "file".equals(path.toUri().getScheme()) ? path.toUri().getPath() : path.toString();
  }

  /**
   * All files at or under {@code uri}, a file, directory or glob, in order of path. As everywhere
   * in Hadoop, names that start with {@code _} or {@code .} are hidden.
   *
   * @throws FileNotFoundException if nothing is there
   */
  static List<FileStatus> list(String uri, Configuration conf) throws IOException {
    Path path = qualify(uri, conf);
    FileSystem fs = path.getFileSystem(conf);
    FileStatus[] matches = fs.globStatus(path);
    if (matches == null || matches.length == 0) {
      throw new FileNotFoundException("nothing matches " + uri);
    }
    List<FileStatus> files = new ArrayList<>();
    for (FileStatus match : matches) {
      if (match.isFile()) {
        files.add(match);
      } else {
        addAll(files, match.getPath(), fs);
      }
    }
    files.sort(Comparator.comparing(status -> status.getPath().toString()));
    return files;
  }

  private static void addAll(List<FileStatus> files, Path directory, FileSystem fs)
      throws IOException {
    if (fs instanceof LocalFileSystem) {
      addLocal(files, directory, directory, fs);
      return;
    }
    RemoteIterator<LocatedFileStatus> found = fs.listFiles(directory, true);
    while (found.hasNext()) {
      LocatedFileStatus file = found.next();
      if (isVisible(relative(directory, file.getPath()))) {
        files.add(file);
      }
    }
  }

  /** Not with {@code listFiles}, which starts a process for the permissions of each local file. */
  private static void addLocal(List<FileStatus> files, Path root, Path directory, FileSystem fs)
      throws IOException {
    for (FileStatus found : fs.listStatus(directory)) {
      if (!isVisible(relative(root, found.getPath()))) {
        continue;
      }
      if (found.isDirectory()) {
        addLocal(files, root, found.getPath(), fs);
      } else {
        files.add(found);
      }
    }
  }

  /** Whether no name of a path starts as those do that all of Hadoop passes by. */
  static boolean isVisible(String relative) {
    for (String name : relative.split("/")) {
      if (name.startsWith("_") || name.startsWith(".")) {
        return false;
      }
    }
    return true;
  }

  /** The path below {@code directory}. */
  static String relative(Path directory, Path file) {
    return directory.toUri().relativize(file.toUri()).getPath();
  }

  /**
   * The part of {@code uri} that ids are relative to: the directory itself, or for a file or glob
   * the deepest directory without a wildcard.
   */
  static Path root(String uri, Configuration conf) throws IOException {
    Path path = qualify(uri, conf);
    if (path.getFileSystem(conf).exists(path)) {
      return path.getFileSystem(conf).getFileStatus(path).isDirectory() ? path : path.getParent();
    }
    Path root = path;
    for (Path p = path; p != null && p.getParent() != null; p = p.getParent()) {
      if (p.getName().matches(".*[*?\\[{].*")) {
        root = p.getParent();
      }
    }
    return root;
  }

  /** Makes a file, or replaces one; where nobody reads yet, and nobody else writes. */
  static void overwrite(Path file, byte[] content, Configuration conf) throws IOException {
    FileSystem fs = file.getFileSystem(conf);
    // The local file system would put a .crc file beside each.
    FileSystem plain = fs instanceof LocalFileSystem local ? local.getRawFileSystem() : fs;
    try (OutputStream out = plain.create(file, true)) {
      out.write(content);
    }
  }

  /** Whether there is something. */
  static boolean exists(Path path, Configuration conf) throws IOException {
    return path.getFileSystem(conf).exists(path);
  }

  /** Whether that, which has to be there, is a directory with nothing in it. */
  static boolean isEmptyDirectory(Path path, Configuration conf) throws IOException {
    FileSystem fs = path.getFileSystem(conf);
    return fs.getFileStatus(path).isDirectory() && fs.listStatus(path).length == 0;
  }

  /** A whole file. */
  static byte[] read(Path file, Configuration conf) throws IOException {
    try (InputStream in = file.getFileSystem(conf).open(file)) {
      return in.readAllBytes();
    }
  }
}
