package io.perpixel.nn.weights;

import static io.perpixel.nn.weights.TorchFormatException.DAMAGED;

import java.util.Arrays;

/**
 * Decides whether a view described by a file fits its storage, in arithmetic that cannot overflow.
 */
final class TensorBounds {
  /** PyTorch itself stops at 64 dimensions. */
  private static final int MOST_DIMENSIONS = 64;

  /**
   * A stride of 0 repeats elements, so a few bytes could stand for any number of values. Up to this
   * many are allowed whatever the storage holds, beyond it no more than the storage has.
   */
  private static final long FREE_REPEATS = 1 << 20;

  private TensorBounds() {}

  static TorchTensor view(
      String file, TorchStorage storage, long offset, long[] shape, long[] strides)
      throws TorchFormatException {
    String view =
        "a view of storage %s with offset %d, shape %s and strides %s"
            .formatted(storage.key(), offset, abbreviate(shape), abbreviate(strides));
    if (shape.length != strides.length || shape.length > MOST_DIMENSIONS) {
      throw new TorchFormatException(
          file,
          "found " + view + "; expected one stride for each of at most 64 dimensions",
          DAMAGED);
    }
    if (offset < 0 || hasNegative(shape) || hasNegative(strides)) {
      throw new TorchFormatException(
          file, "found " + view + "; expected no negative number", DAMAGED);
    }
    long size = product(shape);
    if (size > 0 && beyond(storage.size(), offset, shape, strides)) {
      throw new TorchFormatException(
          file, "found " + view + ", which holds only " + storage.size() + " elements", DAMAGED);
    }
    if (size > Math.max(storage.size(), FREE_REPEATS) || size > Integer.MAX_VALUE - 8) {
      throw new TorchFormatException(
          file,
          "found " + view + ": too many elements for one array out of " + storage.size(),
          "Save tensors without repeated elements: tensor.contiguous().");
    }
    return new TorchTensor(storage, offset, shape, strides, (int) size);
  }

  /** Elements between the first and the last that a non-empty view touches, both included. */
  static long extent(long[] shape, long[] strides) {
    long extent = 1;
    for (int d = 0; d < shape.length; d++) {
      extent += (shape[d] - 1) * strides[d];
    }
    return extent;
  }

  private static boolean beyond(long held, long offset, long[] shape, long[] strides) {
    long room = held - offset - 1;
    for (int d = 0; d < shape.length && room >= 0; d++) {
      long steps = shape[d] - 1;
      if (steps > 0 && strides[d] > room / steps) {
        return true;
      }
      room -= steps * strides[d];
    }
    return room < 0;
  }

  /** The number of elements, or Long.MAX_VALUE where it overflows. */
  static long product(long[] shape) {
    long product = 1;
    for (long length : shape) {
      if (length == 0) {
        return 0;
      }
      product = product > Long.MAX_VALUE / length ? Long.MAX_VALUE : product * length;
    }
    return product;
  }

  private static boolean hasNegative(long[] values) {
    return Arrays.stream(values).anyMatch(v -> v < 0);
  }

  private static String abbreviate(long[] values) {
    return values.length <= 8 ? Arrays.toString(values) : "[" + values.length + " numbers]";
  }
}
