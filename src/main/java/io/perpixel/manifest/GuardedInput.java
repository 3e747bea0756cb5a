package io.perpixel.manifest;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * The body of a response, closed when nothing has come for too long, so that its blocked reader
 * gets an exception: the JDK's HTTP client has no time limit of its own between the bytes of a
 * body.
 */
final class GuardedInput extends FilterInputStream {
  private final Duration limit;
  private final Thread thread;
  private volatile long lastSign = System.nanoTime();
  private volatile boolean stalled;

  GuardedInput(InputStream in, Duration limit) {
    super(in);
    this.limit = limit;
    this.thread = new Thread(this::watch, "download-stall-guard");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws TransientException {
    try {
      int n = in.read(buffer, offset, length);
      lastSign = System.nanoTime();
      return n;
    } catch (IOException e) {
      throw new TransientException(
          stalled ? "nothing arrived for " + limit.toSeconds() + " s" : "the connection broke", e);
    }
  }

  @Override
  public void close() throws IOException {
    thread.interrupt();
    in.close();
  }

  private void watch() {
    try {
      long left = limit.toNanos();
      while (left > 0) {
        Thread.sleep(left / 1_000_000 + 1);
        left = limit.toNanos() - (System.nanoTime() - lastSign);
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
