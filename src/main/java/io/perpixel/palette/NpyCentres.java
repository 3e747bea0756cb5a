package io.perpixel.palette;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads [K, 3] centres from NumPy's {@code .npy} format, versions 1 to 3. */
final class NpyCentres {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final Pattern DTYPE = Pattern.compile("'descr':\\s*'([^']*)'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order':\\s*(True|False)");
  private static final Pattern SHAPE =
      Pattern.compile("'shape':\\s*\\(\\s*(\\d{1,9}),\\s*3,?\\s*\\)");

  private NpyCentres() {}

  static boolean isNpy(byte[] bytes) {
    return bytes.length >= MAGIC.length
        && ByteBuffer.wrap(bytes, 0, 6).equals(ByteBuffer.wrap(MAGIC));
  }

  /**
   * @throws IllegalArgumentException if it is anything but a whole C-ordered float32 or float64
   *     array of shape [K, 3], little endian
   */
  static double[][] read(byte[] bytes, String origin) {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).position(6);
    if (in.remaining() < 6) {
      throw wrong(origin, "a file of " + bytes.length + " bytes, which ends in its header");
    }
    int version = in.getShort() & 255;
    long length = version == 1 ? in.getShort() & 0xffff : in.getInt() & 0xffffffffL;
    if (length > in.remaining()) {
      throw wrong(origin, "a file of " + bytes.length + " bytes, which ends in its header");
    }
    byte[] raw = new byte[(int) length];
    in.get(raw);
    String header = new String(raw, StandardCharsets.UTF_8).strip();
    Matcher dtype = DTYPE.matcher(header);
    Matcher order = ORDER.matcher(header);
    Matcher shape = SHAPE.matcher(header);
    boolean known = dtype.find() && (dtype.group(1).equals("<f8") || dtype.group(1).equals("<f4"));
    if (!known || !order.find() || order.group(1).equals("True") || !shape.find()) {
      throw wrong(origin, header);
    }
    int size = dtype.group(1).equals("<f8") ? 8 : 4;
    int rows = Integer.parseInt(shape.group(1));
    if (in.remaining() != 3L * rows * size) {
      throw wrong(origin, header + " followed by " + in.remaining() + " bytes of data");
    }
    double[][] centres = new double[rows][3];
    for (double[] row : centres) {
      for (int axis = 0; axis < 3; axis++) {
        row[axis] = size == 8 ? in.getDouble() : in.getFloat();
      }
    }
    return centres;
  }

  private static IllegalArgumentException wrong(String origin, String found) {
    return new IllegalArgumentException(
        origin
            + ": expected a whole .npy array of float32 or float64, shape (K, 3), C order, little"
            + " endian; found "
            + found
            + ".");
  }
}
