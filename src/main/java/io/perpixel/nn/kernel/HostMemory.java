package io.perpixel.nn.kernel;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Objects;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Direct access to the values of dense C-order arrays in host memory. ND4J's buffers do not count a
 * view's offset; these do. With ND4J's CUDA backend an array has a copy on either side: what is
 * read here is brought from the GPU first, and what is written here goes there before the next
 * operation.
 */
public final class HostMemory {
  /** Values that a flat array must have more than a view of it that {@link #aligned} makes. */
  public static final int SPARE = AlignedBuffer.ALIGNMENT / Float.BYTES;

  /** Values to hand over at once. */
  private static final int PIECE = 1 << 18;

  private static final int LONGEST_JAVA_ARRAY = Integer.MAX_VALUE - 8;

  private HostMemory() {}

  /** Address of the first value of a float32 or int32 array. */
  public static long address(INDArray array) {
    Nd4j.getAffinityManager().ensureLocation(array, AffinityManager.Location.HOST);
    return array.data().address() + array.offset() * Float.BYTES;
  }

  /** Tells the CUDA backend that the host's copy is, or is about to become, the newer one. */
  private static void written(INDArray array) {
    Nd4j.getAffinityManager().tagLocation(array, AffinityManager.Location.HOST);
  }

  /**
   * A dense view of a flat float32 array that begins at a multiple of a cache line.
   *
   * @param memory of as many values as the shape takes, and {@link #SPARE} more
   */
  public static INDArray aligned(INDArray memory, Nhwc shape) {
    long skipped = Math.floorMod(-address(memory), AlignedBuffer.ALIGNMENT) / Float.BYTES;
    long[] sides = shape.shape();
    return Nd4j.create(
        memory.data(), sides, Nd4j.getStrides(sides, 'c'), memory.offset() + skipped, 'c');
  }

  /** Checked access to the values of a float32 array, by their place in C order. */
  public static FloatIndexer floats(INDArray array) {
    require(array, DataType.FLOAT);
    Floats values = new Floats(array);
    written(array);
    return FloatIndexer.create(values);
  }

  /**
   * A window on {@code length} values of a float32 array from place {@code from} on, for bulk
   * copies; valid as long as the array.
   *
   * @param length at most 2^29 - 1
   */
  public static FloatBuffer window(INDArray array, long from, int length) {
    require(array, DataType.FLOAT);
    Objects.checkFromIndexSize(from, length, array.length());
    Floats window = new Floats(array, from, length);
    written(array);
    return window.asByteBuffer().order(ByteOrder.nativeOrder()).asFloatBuffer();
  }

  /** Writes the values of a float32 array of any length in C order, piece by piece. */
  public static void write(INDArray array, ByteOrder order, OutputStream out) throws IOException {
    ByteBuffer piece = ByteBuffer.allocate(PIECE * Float.BYTES).order(order);
    for (long from = 0; from < array.length(); from += PIECE) {
      int values = (int) Math.min(PIECE, array.length() - from);
      piece.asFloatBuffer().put(window(array, from, values));
      out.write(piece.array(), 0, values * Float.BYTES);
    }
  }

  /**
   * A copy of the values of a float32 array.
   *
   * @throws IllegalArgumentException if they are more than a Java array holds
   */
  public static float[] copyOfFloats(INDArray array) {
    require(array, DataType.FLOAT);
    float[] values = new float[javaLength(array)];
    new Floats(array).get(values);
    return values;
  }

  /**
   * A copy of the values of an int32 array.
   *
   * @throws IllegalArgumentException if they are more than a Java array holds
   */
  public static int[] copyOfInts(INDArray array) {
    require(array, DataType.INT32);
    int[] values = new int[javaLength(array)];
    new Ints(array).get(values);
    return values;
  }

  /** Overwrites a float32 array. */
  public static void put(float[] values, INDArray array) {
    require(array, DataType.FLOAT);
    requireLength(values.length, array);
    new Floats(array).put(values);
    written(array);
  }

  /** Overwrites an int32 array. */
  public static void put(int[] values, INDArray array) {
    require(array, DataType.INT32);
    requireLength(values.length, array);
    new Ints(array).put(values);
    written(array);
  }

  /** Copies {@code count} bytes of a float32 array, from its value {@code from} on, as they are. */
  public static void get(INDArray array, long from, byte[] bytes, int at, int count) {
    part(array, from, count).get(bytes, at, count);
  }

  /** Overwrites {@code count} bytes of a float32 array, from its value {@code from} on. */
  public static void put(byte[] bytes, int at, int count, INDArray array, long from) {
    part(array, from, count).put(bytes, at, count);
    written(array);
  }

  private static BytePointer part(INDArray array, long from, int count) {
    require(array, DataType.FLOAT);
    if (from < 0 || count < 0 || from * Float.BYTES + count > array.length() * Float.BYTES) {
      throw new IndexOutOfBoundsException(
          "%d bytes from value %d on of %d".formatted(count, from, array.length()));
    }
    return new BytePointer(new Floats(array)).position(from * Float.BYTES);
  }

  /** Copies a float32 array into another of as many values. */
  static void copy(INDArray from, INDArray to) {
    require(from, DataType.FLOAT);
    requireLength(from.length(), to);
    put(new Floats(from), to);
  }

  /** Overwrites a float32 array with as many values. */
  static void put(FloatPointer values, INDArray array) {
    require(array, DataType.FLOAT);
    Pointer.memcpy(new Floats(array), values, array.length() * Float.BYTES);
    written(array);
  }

  private static int javaLength(INDArray array) {
    if (array.length() > LONGEST_JAVA_ARRAY) {
      throw new IllegalArgumentException(
          "found %,d values; expected at most %,d, which is what a Java array holds: take fewer images at a time, or a narrower model"
              .formatted(array.length(), LONGEST_JAVA_ARRAY));
    }
    return (int) array.length();
  }

  private static void requireLength(long found, INDArray array) {
    if (found != array.length()) {
      throw new IllegalArgumentException("expected " + array.length() + " values, found " + found);
    }
  }

  private static void require(INDArray array, DataType type) {
    if (array.dataType() != type) {
      throw new IllegalArgumentException("expected " + type + ", found " + array.dataType());
    }
  }

  /**
   * Holds its array, whose memory ND4J frees once nobody does: of a temporary one that would be
   * while it is being copied.
   */
  private static final class Floats extends FloatPointer {
    private final INDArray array;

    Floats(INDArray array) {
      this(array, 0, array.length());
    }

    Floats(INDArray array, long from, long length) {
      super((Pointer) null);
      this.array = array;
      address = HostMemory.address(array) + from * Float.BYTES;
      limit = length;
      capacity = length;
    }
  }

  /** As {@link Floats}. */
  private static final class Ints extends IntPointer {
    private final INDArray array;

    Ints(INDArray array) {
      super((Pointer) null);
      this.array = array;
      address = HostMemory.address(array);
      limit = array.length();
      capacity = limit;
    }
  }
}
