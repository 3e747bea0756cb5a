package io.perpixel.spark;

import io.perpixel.train.Content;
import java.io.IOException;
import java.io.Serializable;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/**
 * A directory that executors write PNGs to. A task that is tried again, or twice at the same time,
 * writes the same files: each is there whole or not at all, whichever attempt was the last.
 */
final class PictureDirectory implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String directory;
  private final String scratch;
  private final Broadcast<SerializableConfiguration> conf;

  /** Makes the directory. */
  PictureDirectory(StagedDirectory staged, JavaSparkContext context) throws IOException {
    directory = staged.path().toString();
    scratch = staged.scratch().toString();
    FileSystem fs = staged.path().getFileSystem(context.hadoopConfiguration());
    fs.mkdirs(staged.path());
    fs.mkdirs(staged.scratch());
    conf = context.broadcast(new SerializableConfiguration(context.hadoopConfiguration()));
  }

  /** Writes a file. */
  void write(String name, byte[] content) throws IOException {
    FileStore.put(
        new Path(directory, name), Content.of(content), new Path(scratch), conf.value().value());
  }

  /** Files that are there. */
  long count() throws IOException {
    return HadoopFiles.list(directory, conf.value().value()).size();
  }
}
