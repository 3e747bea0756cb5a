package io.perpixel.train;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.Collectors;

/** How features are stored: little-endian bytes. */
public enum FeatureType {
  /** As they were computed. */
  FLOAT32("float32", Float.BYTES),
  /** The upper half of a float32, rounded to nearest, ties to even: 8 bits of precision. */
  BFLOAT16("bfloat16", Short.BYTES);

  private final String label;
  private final int bytes;

  FeatureType(String label, int bytes) {
    this.label = label;
    this.bytes = bytes;
  }

  /** The type as settings and tables call it. */
  public String label() {
    return label;
  }

  /** Bytes of one value. */
  public int bytes() {
    return bytes;
  }

  /**
   * By label.
   *
   * @throws IllegalArgumentException naming the labels
   */
  public static FeatureType of(String label) {
    return Arrays.stream(values())
        .filter(type -> type.label.equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "found features of type %s; expected %s"
                        .formatted(
                            label,
                            Arrays.stream(values())
                                .map(FeatureType::label)
                                .collect(Collectors.joining(" or ")))));
  }

  /** {@code count} values from place {@code from} on as bytes. */
  public byte[] encode(float[] values, int from, int count) {
    ByteBuffer buffer =
        ByteBuffer.allocate(Math.multiplyExact(count, bytes)).order(ByteOrder.LITTLE_ENDIAN);
    if (this == FLOAT32) {
      buffer.asFloatBuffer().put(values, from, count);
    } else {
      for (int i = 0; i < count; i++) {
        buffer.putShort(upperHalf(values[from + i]));
      }
    }
    return buffer.array();
  }

  /** The values of {@link #encode}'s bytes, into {@code to} from place {@code at} on. */
  public void decode(byte[] encoded, float[] to, int at) {
    ByteBuffer buffer = ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN);
    int count = encoded.length / bytes;
    if (this == FLOAT32) {
      buffer.asFloatBuffer().get(to, at, count);
    } else {
      for (int i = 0; i < count; i++) {
        to[at + i] = Float.intBitsToFloat(buffer.getShort() << 16);
      }
    }
  }

  private static short upperHalf(float value) {
    int bits = Float.floatToIntBits(value);
    if (Float.isNaN(value)) {
      // Rounding could carry a NaN's last bits into its sign.
      return (short) (bits >>> 16);
    }
    return (short) ((bits + 0x7fff + (bits >>> 16 & 1)) >>> 16);
  }
}
