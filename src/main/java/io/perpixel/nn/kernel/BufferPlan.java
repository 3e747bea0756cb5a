package io.perpixel.nn.kernel;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Float32 buffers shared by values that are not alive together. First every value takes a slot and
 * gives it back in the order of the computation; then the slots are allocated, each as large as its
 * largest value.
 */
public final class BufferPlan {
  private final List<Long> sizes = new ArrayList<>();
  private final List<Integer> free = new ArrayList<>();
  private final List<INDArray> buffers = new ArrayList<>();

  /** A slot for {@code length} values: the smallest free one that holds them, else the largest. */
  public int take(long length) {
    int best = -1;
    for (int slot : free) {
      if (best < 0 || better(sizes.get(slot), sizes.get(best), length)) {
        best = slot;
      }
    }
    if (best < 0) {
      sizes.add(length);
      return sizes.size() - 1;
    }
    free.remove(Integer.valueOf(best));
    sizes.set(best, Math.max(length, sizes.get(best)));
    return best;
  }

  private static boolean better(long size, long best, long wanted) {
    if (best < wanted) {
      return size > best;
    }
    return size >= wanted && size < best;
  }

  /** The value in the slot is not needed any more. */
  public void giveBack(int slot) {
    free.add(slot);
  }

  /** Allocates all slots; no slot can be taken afterwards. */
  public void allocate() {
    for (long size : sizes) {
      buffers.add(Nd4j.createUninitializedDetached(DataType.FLOAT, size + HostMemory.SPARE));
    }
  }

  /** The beginning of a slot as an array. */
  public INDArray array(int slot, Nhwc shape) {
    return HostMemory.aligned(buffers.get(slot), shape);
  }
}
