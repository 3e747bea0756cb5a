package io.perpixel.nn.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * NumPy's {@code .npy} arrays. ND4J has a reader, which for a short file returns what happens to be
 * in memory behind it, for a big-endian one ends the process, takes Fortran order for C order and
 * knows version 1 only.
 */
public final class NpyFile {
  private static final int ALIGNMENT = 64;

  private final NpyHeader header;
  private final float[] values;

  private NpyFile(NpyHeader header, float[] values) {
    this.header = header;
    this.values = values;
  }

  /** Reads a file; see {@link #read(CheckpointSource)}. */
  public static NpyFile read(Path file) throws IOException {
    return read(CheckpointSource.of(file));
  }

  /**
   * Reads an array of floating-point or whole numbers of any shape, in either byte order and either
   * index order.
   *
   * @throws NpyFormatException if it is no such array, or has more or fewer bytes than its shape
   *     needs
   */
  public static NpyFile read(CheckpointSource source) throws IOException {
    NpyHeader header = NpyHeader.read(source);
    long size = header.size();
    long held = source.size() - header.dataStart();
    int width = header.dtype().bytes();
    if (size > (Integer.MAX_VALUE - 8) / width) {
      throw new NpyFormatException(
          source.name(),
          "found shape %s, too large for one array".formatted(Arrays.toString(header.shape())));
    }
    if (size * width != held) {
      throw new NpyFormatException(
          source.name(),
          "found %d bytes of values; shape %s of %s needs %d"
              .formatted(held, Arrays.toString(header.shape()), header.dtype(), size * width));
    }
    byte[] bytes = new byte[(int) held];
    source.read(header.dataStart(), bytes, 0, bytes.length);
    return new NpyFile(header, values(header, ByteBuffer.wrap(bytes).order(header.byteOrder())));
  }

  /** Lengths of the dimensions; empty for a scalar. */
  public int[] shape() {
    return header.shape().clone();
  }

  /** The values in C order (last index fastest), rounded to float where the file has wider ones. */
  public float[] floats() {
    return values.clone();
  }

  private static float[] values(NpyHeader header, ByteBuffer elements) {
    float[] values = new float[(int) header.size()];
    int[] shape = header.shape();
    int[] index = new int[shape.length];
    int[] strides = new int[shape.length];
    int stride = 1;
    for (int i = 0; i < shape.length; i++) {
      int d = header.fortranOrder() ? i : shape.length - 1 - i;
      strides[d] = stride;
      stride *= shape[d];
    }
    int element = 0;
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) header.dtype().doubleAt(elements, element);
      for (int d = shape.length - 1; d >= 0; d--) {
        element += strides[d];
        if (++index[d] < shape[d]) {
          break;
        }
        element -= strides[d] * shape[d];
        index[d] = 0;
      }
    }
    return values;
  }

  /**
   * The bytes of a file, version 1, of float32 values in C order.
   *
   * @throws IllegalArgumentException if the shape has another number of values
   */
  public static byte[] encode(float[] values, int... shape) {
    if (Arrays.stream(shape).asLongStream().reduce(1, Math::multiplyExact) != values.length) {
      throw new IllegalArgumentException(
          "found %d values for shape %s".formatted(values.length, Arrays.toString(shape)));
    }
    String sides =
        Arrays.stream(shape).mapToObj(side -> side + ",").collect(Collectors.joining(" "));
    StringBuilder text =
        new StringBuilder("{'descr': '<f4', 'fortran_order': False, 'shape': (")
            // Python writes (2, 3) but (2,).
            .append(shape.length > 1 ? sides.substring(0, sides.length() - 1) : sides)
            .append("), }");
    int unpadded = NpyHeader.MAGIC.length + 4 + text.length() + 1;
    text.append(" ".repeat((ALIGNMENT - unpadded % ALIGNMENT) % ALIGNMENT)).append('\n');
    byte[] dictionary = text.toString().getBytes(StandardCharsets.US_ASCII);
    int bytes = Math.addExact(10 + dictionary.length, Math.multiplyExact(4, values.length));
    ByteBuffer out = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    out.put(NpyHeader.MAGIC).put((byte) 1).put((byte) 0);
    out.putShort((short) dictionary.length).put(dictionary);
    out.asFloatBuffer().put(values);
    return out.array();
  }
}
