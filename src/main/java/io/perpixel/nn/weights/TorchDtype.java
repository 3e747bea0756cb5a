package io.perpixel.nn.weights;

import java.nio.ByteBuffer;
import java.util.Optional;

/** The element types that a checkpoint may hold, little endian. */
public enum TorchDtype {
  FLOAT32("Float", 4),
  FLOAT64("Double", 8),
  FLOAT16("Half", 2),
  BFLOAT16("BFloat16", 2),
  INT64("Long", 8),
  INT32("Int", 4),
  INT16("Short", 2),
  INT8("Char", 1),
  UINT8("Byte", 1),
  BOOL("Bool", 1);

  private final String storageClass;
  private final int bytes;

  TorchDtype(String prefix, int bytes) {
    this.storageClass = prefix + "Storage";
    this.bytes = bytes;
  }

  /** Bytes per element. */
  public int bytes() {
    return bytes;
  }

  /** The storage class in module {@code torch}. */
  String storageClass() {
    return storageClass;
  }

  /** The dtype of a storage class of module {@code torch}, for instance {@code FloatStorage}. */
  static Optional<TorchDtype> ofStorageClass(String name) {
    for (TorchDtype dtype : values()) {
      if (dtype.storageClass.equals(name)) {
        return Optional.of(dtype);
      }
    }
    return Optional.empty();
  }

  /** Element {@code i} of a little-endian buffer; exact but for 64-bit integers beyond 2^53. */
  double doubleAt(ByteBuffer elements, int i) {
    return switch (this) {
      case FLOAT32 -> elements.getFloat(4 * i);
      case FLOAT64 -> elements.getDouble(8 * i);
      case FLOAT16 -> halfToFloat(elements.getShort(2 * i));
      case BFLOAT16 -> Float.intBitsToFloat(elements.getShort(2 * i) << 16);
      default -> longAt(elements, i);
    };
  }

  private long longAt(ByteBuffer elements, int i) {
    return switch (this) {
      case INT64 -> elements.getLong(8 * i);
      case INT32 -> elements.getInt(4 * i);
      case INT16 -> elements.getShort(2 * i);
      case INT8 -> elements.get(i);
      case UINT8 -> elements.get(i) & 0xff;
      case BOOL -> elements.get(i) == 0 ? 0 : 1;
      default -> throw new IllegalStateException(this + " elements are not whole numbers");
    };
  }

  /** IEEE 754 binary16 to binary32; every value is exact. */
  private static float halfToFloat(short half) {
    int exponent = half >> 10 & 0x1f;
    int fraction = half & 0x3ff;
    float magnitude =
        switch (exponent) {
          case 0 -> fraction * 0x1p-24f;
          case 31 -> fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
          default -> Float.intBitsToFloat(exponent + (127 - 15) << 23 | fraction << 13);
        };
    return half < 0 ? -magnitude : magnitude;
  }
}
