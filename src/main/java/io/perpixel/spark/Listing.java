package io.perpixel.spark;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Lists large trees: level by level, the directories of a level by Spark tasks. The driver alone
 * would wait for one answer of the name node, or one page of an object store, after the other.
 */
final class Listing {
  /** So many directories are listed faster than a job starts. */
  private static final int ON_DRIVER = 2;

  private static final int PER_TASK = 8;

  private final JavaSparkContext context;
  private final Broadcast<SerializableConfiguration> conf;

  private Listing(JavaSparkContext context) {
    this.context = context;
    conf = context.broadcast(new SerializableConfiguration(context.hadoopConfiguration()));
  }

  /**
   * All files at or under {@code uri}, a file, directory or glob, in order of path. Names that
   * start with {@code _} or {@code .} are hidden, as everywhere in Hadoop.
   *
   * @throws FileNotFoundException if nothing is there
   */
  static List<ListedFile> of(String uri, JavaSparkContext context) throws IOException {
    Path path = HadoopFiles.qualify(uri, context.hadoopConfiguration());
    FileStatus[] matches = path.getFileSystem(context.hadoopConfiguration()).globStatus(path);
    if (matches == null || matches.length == 0) {
      throw new FileNotFoundException("nothing matches " + uri);
    }
    List<ListedFile> files = new ArrayList<>();
    List<String> level = new ArrayList<>();
    for (FileStatus match : matches) {
      divide(ListedFile.of(match), files, level);
    }
    Listing listing = new Listing(context);
    try {
      while (!level.isEmpty()) {
        List<String> next = new ArrayList<>();
        for (ListedFile found : listing.list(level)) {
          divide(found, files, next);
        }
        level = next;
      }
    } finally {
      Release.of(listing.conf);
    }
    files.sort(Comparator.comparing(ListedFile::path));
    return files;
  }

  private static void divide(ListedFile found, List<ListedFile> files, List<String> directories) {
    if (found.isDirectory()) {
      directories.add(found.path());
    } else {
      files.add(found);
    }
  }

  private List<ListedFile> list(List<String> directories) throws IOException {
    if (directories.size() <= ON_DRIVER) {
      List<ListedFile> found = new ArrayList<>();
      for (String directory : directories) {
        children(directory, context.hadoopConfiguration()).forEachRemaining(found::add);
      }
      return found;
    }
    int tasks =
        Math.min(
            directories.size(),
            Math.max(context.defaultParallelism(), directories.size() / PER_TASK));
    Broadcast<SerializableConfiguration> hadoop = conf;
    return context
        .parallelize(directories, tasks)
        .flatMap(directory -> children(directory, hadoop.value().value()))
        .collect();
  }

  private static Iterator<ListedFile> children(String directory, Configuration conf)
      throws IOException {
    Path path = new Path(directory);
    FileSystem fs = path.getFileSystem(conf);
    List<ListedFile> children = new ArrayList<>();
    RemoteIterator<FileStatus> found = fs.listStatusIterator(path);
    while (found.hasNext()) {
      FileStatus child = found.next();
      if (HadoopFiles.isVisible(child.getPath().getName())) {
        children.add(ListedFile.of(child));
      }
    }
    return children.iterator();
  }
}
