package io.perpixel.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * A dense image or tensor: height x width x channels of uint8 or float32, HWC or CHW.
 *
 * <p>The array is neither copied on the way in nor on the way out; nobody writes to it once it is
 * in a raster. Sides may be zero (a raster without elements), channels may not.
 */
public final class Raster {
  private final int height;
  private final int width;
  private final int channels;
  private final Layout layout;
  private final DType type;
  private final int[] packed;
  private volatile float[] floats;

  /** The values if uint8; the same values as {@link #floats}, little endian, if float32. */
  private volatile byte[] bytes;

  private Raster(
      int height,
      int width,
      int channels,
      Layout layout,
      DType type,
      byte[] bytes,
      float[] floats) {
    int expected = elements(height, width, channels);
    int found = bytes == null ? floats.length : bytes.length / type.bytes();
    if (found != expected) {
      throw new IllegalArgumentException(
          "a raster of %d x %d x %d has %d elements, but the array has %d"
              .formatted(height, width, channels, expected, found));
    }
    this.height = height;
    this.width = width;
    this.channels = channels;
    this.layout = Objects.requireNonNull(layout, "layout");
    this.type = type;
    this.bytes = bytes;
    this.floats = floats;
    this.packed = null;
  }

  private Raster(int height, int width, int[] packed) {
    if (packed.length != elements(height, width, 3) / 3) {
      throw new IllegalArgumentException(
          "%d x %d pixels, but %d words".formatted(height, width, packed.length));
    }
    this.height = height;
    this.width = width;
    this.channels = 3;
    this.layout = Layout.HWC;
    this.type = DType.UINT8;
    this.packed = packed;
  }

  /**
   * A uint8 raster over {@code data}.
   *
   * @throws IllegalArgumentException if {@code data} does not hold height x width x channels values
   */
  public static Raster uint8(int height, int width, int channels, Layout layout, byte[] data) {
    return new Raster(
        height, width, channels, layout, DType.UINT8, Objects.requireNonNull(data), null);
  }

  /**
   * A uint8 HWC raster of R, G, B over words as decoders make them: red in the upper byte of each,
   * then green and blue. It unpacks itself where that is not enough.
   *
   * @throws IllegalArgumentException if there is not one word per pixel
   */
  static Raster rgbWords(int height, int width, int[] words) {
    return new Raster(height, width, words);
  }

  /**
   * A float32 raster over {@code data}.
   *
   * @throws IllegalArgumentException if {@code data} does not hold height x width x channels values
   */
  public static Raster float32(int height, int width, int channels, Layout layout, float[] data) {
    return new Raster(
        height, width, channels, layout, DType.FLOAT32, null, Objects.requireNonNull(data));
  }

  /**
   * The inverse of {@link #toBytes()}.
   *
   * @param data row-major, little endian
   * @throws IllegalArgumentException if the number of bytes is not what the shape and type need
   */
  public static Raster fromBytes(
      int height, int width, int channels, Layout layout, DType type, byte[] data) {
    if (type == DType.UINT8) {
      return uint8(height, width, channels, layout, data);
    }
    long expected = (long) elements(height, width, channels) * type.bytes();
    if (data.length != expected) {
      throw new IllegalArgumentException(
          "%d x %d x %d of %s are %d bytes, but there are %d"
              .formatted(height, width, channels, type, expected, data.length));
    }
    float[] floats = new float[data.length / type.bytes()];
    ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(floats);
    return float32(height, width, channels, layout, floats);
  }

  /**
   * A float32 raster over the bytes of its values, as {@link #toBytes()} gives them; for what goes
   * into a table next, because it takes twice the memory once somebody asks for its floats.
   */
  static Raster float32Bytes(int height, int width, int channels, Layout layout, byte[] data) {
    return new Raster(height, width, channels, layout, DType.FLOAT32, data, null);
  }

  /**
   * Elements of a raster of that shape.
   *
   * @throws IllegalArgumentException if a side is negative, channels are below one, or the elements
   *     do not fit one Java array
   */
  static int elements(int height, int width, int channels) {
    if (height < 0 || width < 0 || channels < 1) {
      throw new IllegalArgumentException(
          "a raster cannot be %d high, %d wide and %d deep".formatted(height, width, channels));
    }
    long plane = (long) height * width;
    if (plane > Integer.MAX_VALUE / channels) {
      throw new IllegalArgumentException(
          "a raster of %d x %d x %d has more elements than one array holds (%d)"
              .formatted(height, width, channels, Integer.MAX_VALUE));
    }
    return (int) plane * channels;
  }

  public int height() {
    return height;
  }

  public int width() {
    return width;
  }

  public int channels() {
    return channels;
  }

  public Layout layout() {
    return layout;
  }

  public DType dtype() {
    return type;
  }

  /** Whether there is not a single pixel. */
  public boolean isEmpty() {
    return height == 0 || width == 0;
  }

  /**
   * The values of a uint8 raster, not copied.
   *
   * @throws IllegalStateException if this is a float32 raster
   */
  public byte[] bytes() {
    if (type != DType.UINT8) {
      throw new IllegalStateException("expected a uint8 raster, found " + this);
    }
    if (bytes == null) {
      bytes = unpacked();
    }
    return bytes;
  }

  private byte[] unpacked() {
    byte[] unpacked = new byte[3 * packed.length];
    for (int i = 0; i < packed.length; i++) {
      unpacked[3 * i] = (byte) (packed[i] >>> 24);
      unpacked[3 * i + 1] = (byte) (packed[i] >>> 16);
      unpacked[3 * i + 2] = (byte) (packed[i] >>> 8);
    }
    return unpacked;
  }

  /** The words of {@link #rgbWords}, not copied; null if this raster was not made of any. */
  int[] packed() {
    return packed;
  }

  /**
   * The values of a float32 raster, not copied.
   *
   * @throws IllegalStateException if this is a uint8 raster
   */
  public float[] floats() {
    if (type != DType.FLOAT32) {
      throw new IllegalStateException("expected a float32 raster, found " + this);
    }
    if (floats == null) {
      float[] values = new float[bytes.length / type.bytes()];
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
      floats = values;
    }
    return floats;
  }

  /** The elements row-major and little endian, as tables store them; not copied if it can be. */
  public byte[] toBytes() {
    if (type == DType.UINT8) {
      return bytes();
    }
    if (bytes != null) {
      return bytes;
    }
    ByteBuffer buffer = ByteBuffer.allocate(Math.multiplyExact(floats.length, type.bytes()));
    buffer.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(floats);
    return buffer.array();
  }

  /** This raster as float32, values unchanged (0 to 255 if it was uint8). */
  public Raster toFloat32() {
    if (type == DType.FLOAT32) {
      return this;
    }
    byte[] in = bytes();
    float[] values = new float[in.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = in[i] & 0xff;
    }
    return float32(height, width, channels, layout, values);
  }

  /** One element as a number; for tests and messages, too slow for loops over images. */
  public float at(int y, int x, int channel) {
    int i =
        layout == Layout.HWC
            ? (y * width + x) * channels + channel
            : (channel * height + y) * width + x;
    return type == DType.UINT8 ? bytes()[i] & 0xff : floats()[i];
  }

  /** Shape, type and layout, such as {@code 32x48x3 uint8 HWC} (height, width, channels). */
  @Override
  public String toString() {
    return "%dx%dx%d %s %s".formatted(height, width, channels, dtype(), layout);
  }
}
