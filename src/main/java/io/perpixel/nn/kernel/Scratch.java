package io.perpixel.nn.kernel;

/**
 * Memory of the calling thread for values that do not outlive a kernel's call, shared by all its
 * kernels: weights in a primitive's own layout change with every training step, so that nothing is
 * gained by keeping those of each layer.
 */
final class Scratch {
  private static final ThreadLocal<Scratch> KERNELS = ThreadLocal.withInitial(Scratch::new);
  private static final ThreadLocal<Scratch> PRIMITIVES = ThreadLocal.withInitial(Scratch::new);

  private AlignedBuffer memory;
  private long size;

  private Scratch() {}

  /** Address of room for {@code size} float32 values; what was there before is lost. */
  static long of(long size) {
    return buffer(size).address();
  }

  /** The same memory as a buffer. */
  static AlignedBuffer buffer(long size) {
    return KERNELS.get().atLeast(size);
  }

  /** Address of room that one primitive needs while it runs; other memory than a kernel's own. */
  static long ofPrimitives(long size) {
    return PRIMITIVES.get().atLeast(size).address();
  }

  private AlignedBuffer atLeast(long wanted) {
    if (size < wanted) {
      memory = new AlignedBuffer(wanted);
      size = wanted;
    }
    return memory;
  }
}
