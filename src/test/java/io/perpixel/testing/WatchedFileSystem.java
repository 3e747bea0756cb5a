package io.perpixel.testing;

import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * Local files, each change of which is announced before it is made: {@code create PATH}, {@code
 * rename FROM TO}, {@code delete PATH} or {@code mkdirs PATH}.
 */
abstract class WatchedFileSystem extends RawFileSystem {
  /** Is about to happen, unless this throws. */
  abstract void change(String change) throws IOException;

  /** What every way of creating a file comes to. */
  @Override
  protected OutputStream createOutputStreamWithMode(Path f, boolean append, FsPermission permission)
      throws IOException {
    change("create " + f);
    return super.createOutputStreamWithMode(f, append, permission);
  }

  @Override
  public boolean rename(Path src, Path dst) throws IOException {
    change("rename " + src + " " + dst);
    return super.rename(src, dst);
  }

  @Override
  public boolean delete(Path p, boolean recursive) throws IOException {
    change("delete " + p);
    return super.delete(p, recursive);
  }

  @Override
  public boolean mkdirs(Path f) throws IOException {
    change("mkdirs " + f);
    return super.mkdirs(f);
  }
}
