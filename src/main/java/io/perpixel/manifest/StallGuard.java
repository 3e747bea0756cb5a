package io.perpixel.manifest;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * Closes a stream from which nothing has come for too long, so that its blocked reader gets an
 * exception. The JDK's HTTP client has no time limit of its own between the bytes of a body.
 */
final class StallGuard implements AutoCloseable {
  private final InputStream in;
  private final long limitNanos;
  private final Thread thread;
  private volatile long lastSign = System.nanoTime();
  private volatile boolean stalled;

  StallGuard(InputStream in, Duration limit) {
    this.in = in;
    this.limitNanos = limit.toNanos();
    this.thread = new Thread(this::watch, "download-stall-guard");
    thread.setDaemon(true);
    thread.start();
  }

  void alive() {
    lastSign = System.nanoTime();
  }

  boolean stalled() {
    return stalled;
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private void watch() {
    try {
      for (long left = limitNanos; left > 0; left = limitNanos - (System.nanoTime() - lastSign)) {
        Thread.sleep(left / 1_000_000 + 1);
      }
      stalled = true;
      in.close();
    } catch (InterruptedException e) {
      // Closed: the download has ended.
    } catch (IOException e) {
      // The reader meets the same failure.
    }
  }
}
