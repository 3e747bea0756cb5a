package io.perpixel.nn.kernel;

/**
 * Memory of the calling thread for values that do not outlive a kernel's call, shared by all its
 * kernels: weights in a primitive's own layout change with every training step, so that nothing is
 * gained by keeping those of each layer.
 */
final class Scratch {
  private static final ThreadLocal<Scratch> CURRENT = ThreadLocal.withInitial(Scratch::new);

  private AlignedBuffer memory;
  private long size;

  private Scratch() {}

  /** Address of room for {@code size} float32 values; what was there before is lost. */
  static long of(long size) {
    return buffer(size).address();
  }

  /** The same memory as a buffer. */
  static AlignedBuffer buffer(long size) {
    Scratch scratch = CURRENT.get();
    if (scratch.size < size) {
      scratch.memory = new AlignedBuffer(size);
      scratch.size = size;
    }
    return scratch.memory;
  }
}
