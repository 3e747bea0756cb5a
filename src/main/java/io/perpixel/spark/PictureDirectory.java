package io.perpixel.spark;

import io.perpixel.image.Png;
import io.perpixel.image.Raster;
import io.perpixel.image.StageException;
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

  /**
   * Writes an image under its id, uint8 HWC with one or three channels.
   *
   * @param suffix behind the id, before {@code .png}; may be empty
   * @throws StageException if the id cannot be a file name
   */
  void write(String id, String suffix, Raster image) throws IOException, StageException {
    write(PictureName.of(id, suffix), Png.encode(image));
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
