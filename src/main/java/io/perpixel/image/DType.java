package io.perpixel.image;

import java.util.Arrays;

/** Element type of a {@link Raster}. */
public enum DType {
  /** Unsigned byte, 0 to 255. */
  UINT8("uint8", 1),
  /** IEEE single precision. */
  FLOAT32("float32", 4);

  private final String label;
  private final int bytes;

  DType(String label, int bytes) {
    this.label = label;
    this.bytes = bytes;
  }

  /** The name in tables, which is NumPy's: {@code uint8} or {@code float32}. */
  public String label() {
    return label;
  }

  /** Bytes per element. */
  public int bytes() {
    return bytes;
  }

  /**
   * The type of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static DType of(String label) {
    return Arrays.stream(values())
        .filter(type -> type.label.equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "dtype '" + label + "' is unknown; expected uint8 or float32"));
  }

  @Override
  public String toString() {
    return label;
  }
}
