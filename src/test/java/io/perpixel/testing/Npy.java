package io.perpixel.testing;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A NumPy array file, read without any library so that golden files judge our code alone: versions
 * 1 to 3, little endian, C order, float32, float64, uint8, int32 and int64.
 */
public final class Npy {
  private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([^']+)'");
  private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([^)]*)\\)");

  private final String descr;
  private final int[] shape;
  private final ByteBuffer data;

  private Npy(String descr, int[] shape, ByteBuffer data) {
    this.descr = descr;
    this.shape = shape;
    this.data = data;
  }

  /** Path of {@code src/test/resources/golden/<name>}. */
  public static Path golden(String name) {
    URL url = Npy.class.getResource("/golden/" + name);
    if (url == null) {
      throw new IllegalArgumentException("no golden file " + name);
    }
    try {
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Reads a whole file. */
  public static Npy read(Path file) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int major = buffer.get(6);
    buffer.position(8);
    byte[] header = new byte[major == 1 ? buffer.getShort() & 0xffff : buffer.getInt()];
    buffer.get(header);
    String text = new String(header, StandardCharsets.UTF_8);
    if (text.contains("'fortran_order': True")) {
      throw new IOException(file + " is in Fortran order");
    }
    int[] shape =
        Arrays.stream(find(SHAPE, text).split(","))
            .map(String::strip)
            .filter(s -> !s.isEmpty())
            .mapToInt(Integer::parseInt)
            .toArray();
    return new Npy(find(DESCR, text), shape, buffer.slice().order(ByteOrder.LITTLE_ENDIAN));
  }

  private static String find(Pattern pattern, String text) throws IOException {
    Matcher m = pattern.matcher(text);
    if (!m.find()) {
      throw new IOException("no " + pattern + " in " + text);
    }
    return m.group(1);
  }

  public int[] shape() {
    return shape.clone();
  }

  public int size() {
    return Arrays.stream(shape).reduce(1, Math::multiplyExact);
  }

  private IntToDoubleFunction element() {
    return switch (descr) {
      case "<f4" -> i -> data.getFloat(4 * i);
      case "<f8" -> i -> data.getDouble(8 * i);
      case "|u1", "|b1" -> i -> data.get(i) & 0xff;
      case "<i4" -> i -> data.getInt(4 * i);
      case "<i8" -> i -> data.getLong(8 * i);
      default -> throw new IllegalStateException("dtype " + descr + " is not supported");
    };
  }

  public double[] doubles() {
    IntToDoubleFunction element = element();
    double[] values = new double[size()];
    Arrays.setAll(values, element);
    return values;
  }

  public float[] floats() {
    IntToDoubleFunction element = element();
    float[] values = new float[size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) element.applyAsDouble(i);
    }
    return values;
  }

  public int[] ints() {
    IntToDoubleFunction element = element();
    int[] values = new int[size()];
    Arrays.setAll(values, i -> (int) element.applyAsDouble(i));
    return values;
  }

  public byte[] bytes() {
    int[] ints = ints();
    byte[] values = new byte[ints.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) ints[i];
    }
    return values;
  }
}
