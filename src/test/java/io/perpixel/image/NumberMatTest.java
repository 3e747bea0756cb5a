package io.perpixel.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.MatlabType;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Sinks;

final class NumberMatTest {
  private static final Map<String, int[]> LISTS = new LinkedHashMap<>();

  static {
    LISTS.put("trn1", new int[] {3, 1, 1360});
    LISTS.put("val1", new int[] {2});
    LISTS.put("none", new int[0]);
  }

  private static byte[] file(MatFile mat) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
    mat.writeTo(Sinks.wrap(buffer));
    return Arrays.copyOf(buffer.array(), buffer.position());
  }

  @Test
  void listsAreReadAsTheyWereWritten() throws IOException {
    byte[] file = NumberMat.encode(LISTS, "MATLAB 5.0 MAT-file, test");
    assertThat(new String(file, 0, 25, StandardCharsets.US_ASCII))
        .isEqualTo("MATLAB 5.0 MAT-file, test");
    assertThat(NumberMat.encode(LISTS, "MATLAB 5.0 MAT-file, test"))
        .as("no time in it")
        .isEqualTo(file);
    Map<String, int[]> read = NumberMat.parse(file);
    assertThat(read.keySet()).startsWith("trn1", "val1");
    assertThat(read.get("trn1")).containsExactly(3, 1, 1360);
    assertThat(read.get("val1")).containsExactly(2);
  }

  /** MATLAB stores small numbers in small types and may have lists as columns, compressed. */
  @Test
  void listsAsOthersWriteThem() throws IOException {
    Matrix column = Mat5.newMatrix(2, 1, MatlabType.UInt16);
    column.setInt(0, 7);
    column.setInt(1, 1300);
    MatFile mat =
        Mat5.newMatFile()
            .addArray("trn1", column)
            .addArray("note", Mat5.newString("by hand"))
            .addArray("map", Mat5.newMatrix(4, 4));
    assertThat(NumberMat.parse(file(mat)))
        .containsOnlyKeys("trn1")
        .extractingByKey("trn1")
        .isEqualTo(new int[] {7, 1300});
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -3, 1.5, Double.NaN, Double.POSITIVE_INFINITY, 1e300})
  void whatIsNoNumberOfAnImageIsNamed(double value) throws IOException {
    Matrix row = Mat5.newMatrix(1, 2);
    row.setDouble(0, 1);
    row.setDouble(1, value);
    byte[] file = file(Mat5.newMatFile().addArray("trn1", row));
    assertThatThrownBy(() -> NumberMat.parse(file))
        .isInstanceOf(BadImageException.class)
        .hasMessageContaining("trn1(2) is " + value + ", expected a whole number from 1");
  }

  /**
   * Three megabytes of cells, each in the one before: a reader that calls itself runs out of stack.
   */
  @Test
  void cellsInCellsWithoutEndAreRefused() {
    int depth = 50_000;
    int level = 8 + 16 + 16 + 16;
    ByteBuffer mat = ByteBuffer.allocate(128 + depth * level).order(ByteOrder.LITTLE_ENDIAN);
    mat.put(Arrays.copyOf("MATLAB 5.0 MAT-file".getBytes(StandardCharsets.US_ASCII), 124));
    mat.putShort((short) 0x0100).putShort((short) 0x4d49);
    for (int inside = depth - 1; inside >= 0; inside--) {
      mat.putInt(14).putInt(level - 8 + inside * level); // a matrix
      mat.putInt(6).putInt(8).putInt(1).putInt(0); // of class cell
      mat.putInt(5).putInt(8).putInt(1).putInt(inside == 0 ? 0 : 1); // 1 x 1, the last one empty
      mat.putInt(1).putInt(1).putLong('c');
    }
    assertThatThrownBy(() -> NumberMat.parse(mat.array()))
        .isInstanceOf(BadImageException.class)
        .hasMessageContaining("cells in cells without end");
  }

  /** Whatever was damaged: lists or a reason, never anything else. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void damagedFilesAreRefused(long seed) {
    Random random = new Random(seed);
    byte[] whole = NumberMat.encode(LISTS, "MATLAB 5.0 MAT-file, test");
    for (int i = 0; i < 200; i++) {
      byte[] file = whole.clone();
      for (int change = random.nextInt(5); change >= 0; change--) {
        file[random.nextInt(file.length)] = (byte) random.nextInt();
      }
      byte[] cut = random.nextBoolean() ? file : Arrays.copyOf(file, random.nextInt(file.length));
      try {
        assertThat(NumberMat.parse(cut).size()).isLessThan(10);
      } catch (BadImageException e) {
        assertThat(e).hasMessageNotContaining("null");
      }
    }
    assertThatThrownBy(() -> NumberMat.parse(new byte[0])).isInstanceOf(BadImageException.class);
    assertThatThrownBy(() -> NumberMat.parse("no".repeat(200).getBytes()))
        .isInstanceOf(BadImageException.class);
  }
}
