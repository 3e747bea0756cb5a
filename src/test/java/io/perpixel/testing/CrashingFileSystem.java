package io.perpixel.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * Local files under {@code crash:}, which cannot be changed any more once something happened: what
 * a process leaves that was killed then, seen from within the process. Changes are called as in
 * {@link HaltingFileSystem}.
 */
public final class CrashingFileSystem extends RawLocalFileSystem {
  private static final AtomicBoolean CRASHED = new AtomicBoolean();
  private static volatile Pattern moment = Pattern.compile("nothing");

  /** Lets it crash before the first change that matches a regular expression. */
  public static void before(String regex) {
    moment = Pattern.compile(regex);
    CRASHED.set(false);
  }

  /** Lets it work; tells whether it had crashed. */
  public static boolean repair() {
    moment = Pattern.compile("nothing");
    return CRASHED.getAndSet(false);
  }

  private static void change(String change) throws IOException {
    if (moment.matcher(change).matches()) {
      CRASHED.set(true);
    }
    if (CRASHED.get()) {
      throw new IOException("crashed before: " + change);
    }
  }

  @Override
  public URI getUri() {
    return URI.create("crash:///");
  }

  @Override
  public String getScheme() {
    return "crash";
  }

  /** Those of the superclass look for permissions, and know only {@code file:}. */
  private static FileStatus plain(FileStatus status) {
    return new FileStatus(
        status.getLen(),
        status.isDirectory(),
        status.getReplication(),
        status.getBlockSize(),
        status.getModificationTime(),
        status.getPath());
  }

  @Override
  public FileStatus getFileStatus(Path f) throws IOException {
    return plain(super.getFileStatus(f));
  }

  @Override
  public FileStatus[] listStatus(Path f) throws IOException {
    return Arrays.stream(super.listStatus(f))
        .map(CrashingFileSystem::plain)
        .toArray(FileStatus[]::new);
  }

  @Override
  public FSDataOutputStream create(
      Path f,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      org.apache.hadoop.util.Progressable progress)
      throws IOException {
    change("create " + f);
    return super.create(f, permission, overwrite, bufferSize, replication, blockSize, progress);
  }

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
