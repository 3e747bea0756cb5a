package io.perpixel.image;

import java.io.ByteArrayInputStream;
import java.time.Duration;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadProgressListener;

/**
 * Stops Java's decoders when an image has taken too long: whenever they ask for more bytes, and
 * whenever they report progress.
 */
final class Deadline {
  private final long end;

  /** Starts now. */
  Deadline(Duration limit) {
    this.end = System.nanoTime() + limit.toNanos();
  }

  /** Thrown out of decoders that know nothing of deadlines, hence unchecked. */
  private static final class PassedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private PassedException() {
      super("too late");
    }
  }

  /** Whether a reader failed because it was stopped; readers wrap what is thrown through them. */
  static boolean isCauseOf(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof PassedException) {
        return true;
      }
    }
    return false;
  }

  private void check() {
    if (System.nanoTime() - end > 0) {
      throw new PassedException();
    }
  }

  /** A file whose bytes come only as long as there is time. */
  ByteArrayInputStream over(byte[] file) {
    return new ByteArrayInputStream(file) {
      @Override
      public synchronized int read() {
        check();
        return super.read();
      }

      @Override
      public synchronized int read(byte[] into, int from, int length) {
        check();
        return super.read(into, from, length);
      }
    };
  }

  /** Lets a reader stop within its work, which it reports row by row. */
  void watch(ImageReader reader) {
    reader.addIIOReadProgressListener(
        new IIOReadProgressListener() {
          @Override
          public void imageProgress(ImageReader source, float percent) {
            check();
          }

          @Override
          public void imageStarted(ImageReader source, int index) {}

          @Override
          public void imageComplete(ImageReader source) {}

          @Override
          public void readAborted(ImageReader source) {}

          @Override
          public void sequenceStarted(ImageReader source, int index) {}

          @Override
          public void sequenceComplete(ImageReader source) {}

          @Override
          public void thumbnailStarted(ImageReader source, int index, int thumbnail) {}

          @Override
          public void thumbnailProgress(ImageReader source, float percent) {}

          @Override
          public void thumbnailComplete(ImageReader source) {}
        });
  }
}
