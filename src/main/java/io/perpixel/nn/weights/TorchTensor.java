package io.perpixel.nn.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A tensor of a checkpoint: a strided view of a storage. Values are read from the file each time
 * they are asked for, and come in C order (last index fastest) whatever the strides in the file.
 */
public final class TorchTensor {
  private final TorchStorage storage;
  private final long offset;
  private final long[] shape;
  private final long[] strides;
  private final int size;

  /** The caller ({@link TensorBounds}) has checked that the view lies inside the storage. */
  TorchTensor(TorchStorage storage, long offset, long[] shape, long[] strides, int size) {
    this.storage = storage;
    this.offset = offset;
    this.shape = shape;
    this.strides = strides;
    this.size = size;
  }

  /** Type of the elements in the file. */
  public TorchDtype dtype() {
    return storage.dtype();
  }

  /** Lengths of the dimensions; empty for a scalar. Convolution weights are OIHW. */
  public long[] shape() {
    return shape.clone();
  }

  /** Number of elements: the product of the shape. */
  public int size() {
    return size;
  }

  /** The values, rounded to float where the dtype is wider. */
  public float[] floats() throws IOException {
    ByteBuffer elements = elements();
    float[] values = new float[size];
    if (dtype() == TorchDtype.FLOAT32) {
      elements.asFloatBuffer().get(values);
    } else {
      for (int i = 0; i < size; i++) {
        values[i] = (float) dtype().doubleAt(elements, i);
      }
    }
    return values;
  }

  /** The values; exact but for 64-bit integers beyond 2^53. Truth values are 0 and 1. */
  public double[] doubles() throws IOException {
    ByteBuffer elements = elements();
    double[] values = new double[size];
    for (int i = 0; i < size; i++) {
      values[i] = dtype().doubleAt(elements, i);
    }
    return values;
  }

  /** The elements in C order, little endian. */
  private ByteBuffer elements() throws IOException {
    byte[] bytes;
    if (size == 0) {
      bytes = new byte[0];
    } else if (isContiguous()) {
      bytes = storage.read(offset, size);
    } else {
      bytes = gather(storage.read(offset, TensorBounds.extent(shape, strides)));
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private boolean isContiguous() {
    long expected = 1;
    for (int d = shape.length - 1; d >= 0; d--) {
      if (shape[d] != 1 && strides[d] != expected) {
        return false;
      }
      expected *= shape[d];
    }
    return true;
  }

  private byte[] gather(byte[] from) {
    int width = dtype().bytes();
    byte[] to = new byte[Math.multiplyExact(size, width)];
    long[] index = new long[shape.length];
    int element = 0;
    for (int at = 0; at < to.length; at += width) {
      System.arraycopy(from, element * width, to, at, width);
      // Step the last index and carry, as an odometer does.
      for (int d = shape.length - 1; d >= 0; d--) {
        element += (int) strides[d];
        if (++index[d] < shape[d]) {
          break;
        }
        element -= (int) (strides[d] * shape[d]);
        index[d] = 0;
      }
    }
    return to;
  }

  @Override
  public String toString() {
    return dtype() + Arrays.toString(shape);
  }
}
