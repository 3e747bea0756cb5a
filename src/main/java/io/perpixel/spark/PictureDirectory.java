package io.perpixel.spark;

import java.io.IOException;
import java.io.Serializable;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/** A directory that executors write PNGs to. A repeated task writes the same files again. */
final class PictureDirectory implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String directory;
  private final Broadcast<SerializableConfiguration> conf;

  /** Makes the directory. */
  PictureDirectory(Path directory, JavaSparkContext context) throws IOException {
    this.directory = directory.toString();
    directory.getFileSystem(context.hadoopConfiguration()).mkdirs(directory);
    conf = context.broadcast(new SerializableConfiguration(context.hadoopConfiguration()));
  }

  /** Writes a file. */
  void write(String name, byte[] content) throws IOException {
    HadoopFiles.overwrite(new Path(directory, name), content, conf.value().value());
  }

  /** Files that are there. */
  long count() throws IOException {
    return HadoopFiles.list(directory, conf.value().value()).size();
  }
}
