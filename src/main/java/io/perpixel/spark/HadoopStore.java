package io.perpixel.spark;

import io.perpixel.registry.LockedException;
import io.perpixel.registry.Store;
import io.perpixel.train.Content;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** A registry's files on any Hadoop file system. */
public final class HadoopStore implements Store {
  private final Path root;
  private final Configuration conf;

  /** The directory at a path or URI; it is made with the first file. */
  public HadoopStore(String uri, Configuration conf) throws IOException {
    root = HadoopFiles.qualify(uri, conf);
    this.conf = conf;
  }

  private Path at(String path) {
    return path.isEmpty() ? root : new Path(root, path);
  }

  private FileSystem fs() throws IOException {
    return root.getFileSystem(conf);
  }

  @Override
  public Optional<byte[]> read(String path) throws IOException {
    try {
      return Optional.of(HadoopFiles.read(at(path), conf));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  @Override
  public InputStream open(String path) throws IOException {
    return fs().open(at(path));
  }

  @Override
  public void write(String path, Content content) throws IOException {
    FileStore.replace(at(path).toString(), content, conf);
  }

  @Override
  public List<String> list(String directory) throws IOException {
    try {
      return Arrays.stream(fs().listStatus(at(directory)))
          .map(status -> status.getPath().getName())
          .filter(HadoopFiles::isVisible)
          .sorted()
          .toList();
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }

  @Override
  public void delete(String path) throws IOException {
    fs().delete(at(path), true);
  }

  @Override
  public Lock lock(String name) throws IOException {
    try {
      DirectoryLocks lock = new DirectoryLocks(List.of(at(name)), conf);
      return lock::close;
    } catch (DirectoryLockedException e) {
      throw new LockedException(e.getMessage(), e);
    }
  }

  @Override
  public String shown(String path) {
    return HadoopFiles.shown(at(path));
  }
}
