package io.perpixel.testing;

import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * Local files under {@code crash:}, or another scheme that is set up for it, which cannot be
 * changed any more once something happened: what a process leaves that was killed then, seen from
 * within the process. Changes are called as in {@link WatchedFileSystem}.
 */
public final class CrashingFileSystem extends WatchedFileSystem {
  private static final AtomicBoolean CRASHED = new AtomicBoolean();
  private static final AtomicInteger LEFT = new AtomicInteger();
  private static volatile Pattern moment = Pattern.compile("nothing");
  private static volatile boolean forGood;

  private String scheme;

  /** Lets it crash before the first change that matches a regular expression. */
  public static void before(String regex) {
    begin(regex, true, Integer.MAX_VALUE);
  }

  /** Lets it fail in changes that match a regular expression, and in no others. */
  public static void only(String regex) {
    only(Integer.MAX_VALUE, regex);
  }

  /** Likewise, in the first so many of them. */
  public static void only(int times, String regex) {
    begin(regex, false, times);
  }

  private static void begin(String regex, boolean untilRepaired, int times) {
    moment = Pattern.compile(regex);
    forGood = untilRepaired;
    LEFT.set(times);
    CRASHED.set(false);
  }

  /** Lets it work; tells whether it had crashed. */
  public static boolean repair() {
    moment = Pattern.compile("nothing");
    return CRASHED.getAndSet(false);
  }

  @Override
  void change(String change) throws IOException {
    boolean here = moment.matcher(change).matches() && LEFT.getAndDecrement() > 0;
    if (here) {
      CRASHED.set(true);
    }
    if (here || forGood && CRASHED.get()) {
      throw new IOException("crashed before: " + change);
    }
  }

  @Override
  public void initialize(URI name, Configuration conf) throws IOException {
    scheme = name.getScheme();
    super.initialize(name, conf);
  }

  @Override
  public URI getUri() {
    return URI.create(getScheme() + ":///");
  }

  /** The superclass asks while it is being constructed. */
  @Override
  public String getScheme() {
    return scheme == null ? "crash" : scheme;
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
}
