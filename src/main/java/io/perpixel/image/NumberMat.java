package io.perpixel.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.Deflater;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.format.Mat5File;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Sink;
import us.hebi.matlab.mat.types.Sinks;

/**
 * Lists of whole numbers in a MATLAB file, such as Oxford17's {@code datasplits.mat}: each matrix
 * with one row or one column is a list. Anything else in the file is passed over.
 */
public final class NumberMat {
  /** Bytes of free text at the beginning. */
  private static final int DESCRIPTION = 116;

  private NumberMat() {}

  /**
   * The lists by name, in the file's order.
   *
   * @throws BadImageException if it is no MATLAB file, or a list has something else than whole
   *     numbers from 1
   */
  public static Map<String, int[]> parse(byte[] file) throws BadImageException {
    return MatReading.read(
        file,
        mat -> {
          Map<String, int[]> lists = new LinkedHashMap<>();
          for (MatFile.Entry entry : mat.getEntries()) {
            if (entry.getValue() instanceof Matrix matrix && isList(matrix)) {
              lists.put(entry.getName(), numbers(entry.getName(), matrix));
            }
          }
          return lists;
        });
  }

  private static boolean isList(Matrix matrix) {
    int[] sides = matrix.getDimensions();
    return sides.length == 2 && Arrays.stream(sides).anyMatch(side -> side == 1);
  }

  private static int[] numbers(String name, Matrix matrix) throws BadImageException {
    int[] numbers = new int[matrix.getNumElements()];
    for (int i = 0; i < numbers.length; i++) {
      double value = matrix.getDouble(i);
      numbers[i] = (int) value;
      if (numbers[i] != value || value < 1) {
        throw new BadImageException(
            "%s(%d) is %s, expected a whole number from 1".formatted(name, i + 1, value));
      }
    }
    return numbers;
  }

  /**
   * A file with such lists, as rows of doubles; equal lists make equal files.
   *
   * @param description what a text viewer shows of the file, at most 116 characters of ASCII
   */
  public static byte[] encode(Map<String, int[]> lists, String description) {
    Mat5File mat = Mat5.newMatFile();
    lists.forEach(
        (name, numbers) -> {
          Matrix row = Mat5.newMatrix(1, numbers.length);
          for (int i = 0; i < numbers.length; i++) {
            row.setDouble(i, numbers[i]);
          }
          mat.addArray(name, row);
        });
    ByteBuffer buffer = ByteBuffer.allocate((int) mat.getUncompressedSerializedSize());
    buffer.order(ByteOrder.LITTLE_ENDIAN);
    try (Sink sink = Sinks.wrap(buffer)) {
      Mat5.newWriter(sink).setDeflateLevel(Deflater.NO_COMPRESSION).writeMat(mat);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory cannot fail", e);
    }
    byte[] file = Arrays.copyOf(buffer.array(), buffer.position());
    // The library's own text holds the time.
    Arrays.fill(file, 0, DESCRIPTION, (byte) ' ');
    byte[] text = description.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(text, 0, file, 0, Math.min(DESCRIPTION, text.length));
    return file;
  }
}
