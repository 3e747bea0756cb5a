package io.perpixel.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import us.hebi.matlab.mat.format.BufferAllocator;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.Source;
import us.hebi.matlab.mat.types.Sources;

/** Opens MATLAB files (version 5 to 7) that may be damaged or meant to do harm. */
final class MatReading {
  /** Of one file once unpacked. The data sets' own stay below 3 MB. */
  private static final int MAX_BYTES = 1 << 28;

  private MatReading() {}

  /** What is wanted from a file. */
  @FunctionalInterface
  interface Use<T> {
    T of(MatFile mat) throws BadImageException;
  }

  /**
   * Reads a file.
   *
   * @throws BadImageException if it is no MATLAB file, or as {@code use}
   */
  static <T> T read(byte[] file, Use<T> use) throws BadImageException {
    try (Source source = Sources.wrap(file);
        MatFile mat =
            Mat5.newReader(source)
                .setBufferAllocator(new Budget())
                .setMaxInflateBufferSize(1 << 16)
                .disableSubsystemProcessing()
                .readMat()) {
      return use.of(mat);
    } catch (BadImageException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // Corrupt input surfaces as anything, as in ImageDecoder.
      throw new BadImageException("broken MATLAB file: " + e, e);
    } catch (StackOverflowError e) {
      throw new BadImageException("broken MATLAB file: cells in cells without end", e);
    } catch (OutOfMemoryError e) {
      // One array of a size that a damaged header claims: nothing was allocated.
      throw new BadImageException("broken MATLAB file: it claims more than memory holds", e);
    }
  }

  /** Heap buffers, up to a limit for the whole file: a few bytes can claim, or unfold to, any. */
  private static final class Budget implements BufferAllocator {
    private long left = MAX_BYTES;

    @Override
    public ByteBuffer allocate(int bytes) {
      left -= bytes;
      if (bytes < 0 || left < 0) {
        throw new IllegalStateException("it unfolds to more than %d bytes".formatted(MAX_BYTES));
      }
      return ByteBuffer.allocate(bytes);
    }

    @Override
    public void release(ByteBuffer buffer) {
      // Heap memory: the collector's business.
    }
  }
}
