package io.perpixel.nn.kernel;

import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Memory for float32 values that begins at a multiple of a cache line. */
final class AlignedBuffer {
  /** Bytes of a cache line, and of the longest vector. */
  static final int ALIGNMENT = 64;

  private final FloatPointer memory;
  private final long skipped;

  /** Room for {@code size} values. */
  AlignedBuffer(long size) {
    memory = new FloatPointer(size + ALIGNMENT / Float.BYTES);
    skipped = Math.floorMod(-memory.address(), ALIGNMENT) / Float.BYTES;
  }

  /** Address of the first value. */
  long address() {
    return memory.address() + skipped * Float.BYTES;
  }

  /** Copies as many values as an array has into it. */
  void copyTo(INDArray array) {
    HostMemory.put(memory.getPointer(skipped), array);
  }
}
