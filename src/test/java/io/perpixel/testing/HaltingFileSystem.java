package io.perpixel.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.LocalFileSystem;

/**
 * The local file system of a process that dies, as by {@code kill -9}, before a change to it: the
 * Nth, with {@code -Dhalt.at=N}, or the first that matches a regular expression, with {@code
 * -Dhalt.on=REGEX}. With {@code -Dhalt.while=FILE} it waits there as long as the file exists, the
 * first time that it does, and makes {@code FILE-PID} to tell so. Changes are called as in {@link
 * WatchedFileSystem}.
 */
public final class HaltingFileSystem extends LocalFileSystem {
  /** What a shell says of a process that was killed by signal 9. */
  public static final int KILLED = 137;

  private static final AtomicInteger CHANGED = new AtomicInteger();
  private static final AtomicBoolean HALTED = new AtomicBoolean();
  private static final int AT = Integer.getInteger("halt.at", 0);
  private static final Pattern ON = Pattern.compile(System.getProperty("halt.on", "nothing"));

  /** As Hadoop calls it. */
  public HaltingFileSystem() {
    super(new Raw());
  }

  private static void announced(String change) throws IOException {
    boolean here = CHANGED.incrementAndGet() == AT || ON.matcher(change).matches();
    String file = System.getProperty("halt.while");
    boolean open = file != null && !Files.exists(java.nio.file.Path.of(file));
    if (!here || open || HALTED.getAndSet(true)) {
      return;
    }
    System.out.println("halts before: " + change);
    System.out.flush();
    if (file == null) {
      Runtime.getRuntime().halt(KILLED);
      return;
    }
    Files.createFile(java.nio.file.Path.of(file + "-" + ProcessHandle.current().pid()));
    System.out.println("waiting for " + file);
    while (Files.exists(java.nio.file.Path.of(file))) {
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
  }

  private static final class Raw extends WatchedFileSystem {
    @Override
    void change(String change) throws IOException {
      announced(change);
    }
  }
}
