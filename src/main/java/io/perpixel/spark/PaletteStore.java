package io.perpixel.spark;

import io.perpixel.palette.Palette;
import io.perpixel.palette.PaletteFile;
import io.perpixel.train.Content;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/** Palette files on any Hadoop file system. */
public final class PaletteStore {
  /** 255 colours are below 20 kB; provenance is short. */
  private static final long LARGEST = 1 << 20;

  private PaletteStore() {}

  /**
   * Reads a palette, ours or a {@code .npy} of [K, 3].
   *
   * @throws IllegalArgumentException if there is no file, or it is no palette; the message names it
   */
  public static Palette read(String uri, Configuration conf) throws IOException {
    return PaletteFile.read(bytes(uri, conf), uri);
  }

  /**
   * The palette at a path where there may be none.
   *
   * @throws IllegalArgumentException if there is something else
   */
  public static Optional<Palette> find(String uri, Configuration conf) throws IOException {
    Path path = HadoopFiles.qualify(uri, conf);
    return path.getFileSystem(conf).exists(path) ? Optional.of(read(uri, conf)) : Optional.empty();
  }

  /**
   * Reads initial centres for k-means, [K][3], from either kind of file.
   *
   * @throws IllegalArgumentException as {@link #read}
   */
  public static double[][] readCentres(String uri, Configuration conf) throws IOException {
    return PaletteFile.readCentres(bytes(uri, conf), uri);
  }

  /** Writes a palette; what was there is replaced by all of it or not at all. */
  public static void write(Palette palette, String uri, Configuration conf) throws IOException {
    FileStore.replace(uri, Content.of(PaletteFile.toBytes(palette)), conf);
  }

  private static byte[] bytes(String uri, Configuration conf) throws IOException {
    try {
      Path path = HadoopFiles.qualify(uri, conf);
      FileStatus status = path.getFileSystem(conf).getFileStatus(path);
      if (status.isDirectory() || status.getLen() > LARGEST) {
        throw new IllegalArgumentException(
            uri
                + ": expected a palette file, found "
                + (status.isDirectory() ? "a directory" : status.getLen() + " bytes")
                + ".");
      }
      return HadoopFiles.read(path, conf);
    } catch (FileNotFoundException e) {
      throw new IllegalArgumentException(
          uri + ": there is no such palette; make one with palette fit, or check the path.", e);
    }
  }
}
