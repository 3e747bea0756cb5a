package io.perpixel.nn.weights;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands before the values of a {@code .npy} file, versions 1 to 3 (numpy.lib.format): a magic
 * string, a length and a Python dictionary.
 *
 * @param dataStart position of the first value
 */
record NpyHeader(
    TorchDtype dtype, ByteOrder byteOrder, boolean fortranOrder, int[] shape, int dataStart) {

  static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

  /** NumPy refuses longer ones too, unless told to trust the file. */
  private static final int LONGEST = 10_000;

  private static final int MOST_DIMENSIONS = 64;

  private static final Pattern DESCR = Pattern.compile("'descr': *'([<>|=]?)([a-zA-Z]\\d{1,2})'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order': *(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape': *\\(([0-9L, ]*)\\)");

  private static final Map<String, TorchDtype> DTYPES =
      Map.of(
          "f4", TorchDtype.FLOAT32,
          "f8", TorchDtype.FLOAT64,
          "f2", TorchDtype.FLOAT16,
          "i8", TorchDtype.INT64,
          "i4", TorchDtype.INT32,
          "i2", TorchDtype.INT16,
          "i1", TorchDtype.INT8,
          "u1", TorchDtype.UINT8,
          "b1", TorchDtype.BOOL);

  static NpyHeader read(CheckpointSource source) throws IOException {
    byte[] head = new byte[(int) Math.min(LONGEST + 12L, source.size())];
    source.read(0, head, 0, head.length);
    if (head.length < MAGIC.length + 4
        || !Arrays.equals(head, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      String start = new String(head, 0, Math.min(16, head.length), StandardCharsets.ISO_8859_1);
      throw new NpyFormatException(
          source.name(),
          "this is no .npy file: it "
              + (head.length == 0
                  ? "is empty"
                  : "starts with " + TorchFormatException.quote(start)));
    }
    int version = head[6];
    if (version < 1 || version > 3) {
      throw new NpyFormatException(
          source.name(), "found version " + version + " of .npy; expected 1, 2 or 3");
    }
    int start = version == 1 ? 10 : 12;
    long length = (head[8] & 0xff) | (head[9] & 0xff) << 8;
    if (version > 1 && head.length >= start) {
      length |= (head[10] & 0xffL) << 16 | (head[11] & 0xffL) << 24;
    }
    if (start + length > head.length) {
      throw new NpyFormatException(
          source.name(),
          "found a header of %d bytes; expected at most %d, and as many as the file has"
              .formatted(length, LONGEST));
    }
    String text = new String(head, start, (int) length, StandardCharsets.UTF_8);
    return parse(source.name(), text, start + (int) length);
  }

  private static NpyHeader parse(String file, String text, int dataStart) throws IOException {
    Matcher descr = DESCR.matcher(text);
    Matcher order = ORDER.matcher(text);
    Matcher shape = SHAPE.matcher(text);
    if (!descr.find() || !DTYPES.containsKey(descr.group(2))) {
      throw new NpyFormatException(
          file,
          "found the header %s; expected a 'descr' of float32, float64, float16, int8 to int64, uint8 or bool"
              .formatted(TorchFormatException.quote(text.strip())));
    }
    if (!order.find() || !shape.find()) {
      throw new NpyFormatException(
          file,
          "found the header %s; expected 'fortran_order' and 'shape'"
              .formatted(TorchFormatException.quote(text.strip())));
    }
    return new NpyHeader(
        DTYPES.get(descr.group(2)),
        descr.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN,
        order.group(1).equals("True"),
        shape(file, shape.group(1)),
        dataStart);
  }

  private static int[] shape(String file, String list) throws IOException {
    String[] sides =
        Arrays.stream(list.split(","))
            .map(side -> side.strip().replace("L", ""))
            .filter(side -> !side.isEmpty())
            .toArray(String[]::new);
    int[] shape = new int[sides.length];
    try {
      Arrays.setAll(shape, i -> Integer.parseInt(sides[i]));
    } catch (NumberFormatException e) {
      throw new NpyFormatException(
          file, "found the shape " + TorchFormatException.quote(list) + "; expected ints");
    }
    if (shape.length > MOST_DIMENSIONS) {
      throw new NpyFormatException(
          file, "found " + shape.length + " dimensions; expected up to 64");
    }
    return shape;
  }

  /** Number of values, or Long.MAX_VALUE where that overflows. */
  long size() {
    return TensorBounds.product(Arrays.stream(shape).asLongStream().toArray());
  }
}
