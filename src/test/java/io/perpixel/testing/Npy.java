package io.perpixel.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the golden arrays: little-endian, C order, float32/float64/uint8/int32/int64. */
public final class Npy {
  private static final Pattern HEADER =
      Pattern.compile("'descr': '[<|]([a-z]\\d)', 'fortran_order': False, 'shape': \\(([^)]*)\\)");

  private final String type;
  private final int[] shape;
  private final ByteBuffer data;

  private Npy(String type, int[] shape, ByteBuffer data) {
    this.type = type;
    this.shape = shape;
    this.data = data;
  }

  /** Reads a file. */
  public static Npy read(Path path) {
    try {
      ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
      byte[] header = new byte[in.getShort(8) & 0xffff];
      in.position(10).get(header);
      Matcher matcher = HEADER.matcher(new String(header, StandardCharsets.US_ASCII));
      if (!matcher.find()) {
        throw new IllegalArgumentException(path + ": " + new String(header, 0, header.length));
      }
      int[] shape =
          Arrays.stream(matcher.group(2).split(",\\s*"))
              .filter(s -> !s.isBlank())
              .mapToInt(Integer::parseInt)
              .toArray();
      return new Npy(matcher.group(1), shape, in.slice().order(ByteOrder.LITTLE_ENDIAN));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A test resource below {@code golden/}. */
  public static Path golden(String name) {
    URL url = Npy.class.getResource("/golden/" + name);
    if (url == null) {
      throw new IllegalArgumentException("No test resource golden/" + name);
    }
    try {
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }

  public int[] shape() {
    return shape.clone();
  }

  /** The values, whatever their type, as float64. */
  public double[] doubles() {
    int n = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    double[] out = new double[n];
    for (int i = 0; i < n; i++) {
      out[i] =
          switch (type) {
            case "f4" -> data.getFloat(4 * i);
            case "f8" -> data.getDouble(8 * i);
            case "u1" -> data.get(i) & 255;
            case "i4" -> data.getInt(4 * i);
            case "i8" -> data.getLong(8 * i);
            default -> throw new IllegalStateException("dtype " + type);
          };
    }
    return out;
  }

  /** The values as float32. */
  public float[] floats() {
    double[] values = doubles();
    float[] out = new float[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) values[i];
    }
    return out;
  }

  /** The values as int32. */
  public int[] ints() {
    return Arrays.stream(doubles()).mapToInt(v -> (int) v).toArray();
  }

  /** The values as uint8. */
  public byte[] bytes() {
    int[] values = ints();
    byte[] out = new byte[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (byte) values[i];
    }
    return out;
  }
}
