package io.perpixel.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.format.Mat5File;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Sinks;
import us.hebi.matlab.mat.types.Struct;

/** Fixation points and the files they come in. */
final class FixationPointsTest {
  private static int[] text(String content) throws BadImageException {
    return FixationText.parse(content.getBytes(StandardCharsets.UTF_8), 20, 30).flat(30);
  }

  @Test
  void pointsSurviveTheTable() {
    FixationPoints points = new FixationPoints(new int[] {0, 0, 19, 29, 5, 7}, 20, 30);
    byte[] bytes = points.toBytes();
    assertThat(bytes).hasSize(24).endsWith(5, 0, 0, 0, 7, 0, 0, 0);
    assertThat(FixationPoints.fromBytes(bytes, 20, 30).flat(30)).containsExactly(0, 599, 157);
    assertThatThrownBy(() -> FixationPoints.fromBytes(bytes, 19, 30))
        .hasMessageContaining("row 19, column 29");
    assertThatThrownBy(() -> FixationPoints.fromBytes(new byte[12], 20, 30))
        .hasMessageContaining("12 bytes");
  }

  @Test
  void rescalingKeepsTheRelativePlace() {
    FixationPoints points = new FixationPoints(new int[] {0, 0, 19, 29, 10, 15}, 20, 30);
    assertThat(points.rescaled(20, 30, 10, 60).flat(60))
        .containsExactly(1, 9 * 60 + 59, 5 * 60 + 31);
    assertThat(points.rescaled(20, 30, 1, 1).flat(1)).containsExactly(0, 0, 0);
    assertThat(points.rescaled(20, 30, 20, 30)).isSameAs(points);
  }

  @Test
  void textListsInEitherOrder() throws BadImageException {
    assertThat(text("row,column\n1,2\n")).containsExactly(32);
    assertThat(text("x,y\r\n2,1\r\n29.9;19.5\r\n")).containsExactly(32, 599);
    assertThat(text("\uFEFF# by eye\n\nX\tY\n2\t1\n 2  1 \n")).containsExactly(32, 32);
    assertThat(text("row,col\n")).as("nobody looked").isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'1,2'|line 1: found '1,2', expected a first line",
        "''|is empty",
        "'x,y/1'|line 2: found '1', expected two numbers",
        "'x,y/1,2,3'|line 2",
        "'x,y/a,b'|line 2: found 'a,b'",
        "'x,y/NaN,1'|line 2",
        "'x,y/1e99,1'|line 2",
        "'x,y/30,1'|row 1, column 30 is outside",
        "'x,y/-0.5,1'|column -1 is outside"
      })
  void wrongTextIsNamed(String content, String message) {
    assertThatThrownBy(() -> text(content.replace('/', '\n')))
        .isInstanceOf(BadImageException.class)
        .hasMessageContaining(message);
  }

  @Test
  void bytesThatAreNoText() {
    byte[] binary = {(byte) 0xff, (byte) 0xfe, 0, 1};
    assertThatThrownBy(() -> FixationText.parse(binary, 2, 2)).hasMessageContaining("not UTF-8");
  }

  private static byte[] bytes(Mat5File mat) throws Exception {
    ByteBuffer buffer = ByteBuffer.allocate((int) mat.getUncompressedSerializedSize());
    mat.writeTo(Sinks.wrap(buffer.order(ByteOrder.LITTLE_ENDIAN)));
    return Arrays.copyOf(buffer.array(), buffer.position());
  }

  private static byte[] salicon() throws Exception {
    Struct gaze = Mat5.newStruct(2, 1);
    Matrix first = Mat5.newMatrix(2, 2);
    first.setDouble(0, 0, 3); // x, counted from 1
    first.setDouble(0, 1, 2); // y
    first.setDouble(1, 0, 30);
    first.setDouble(1, 1, 20);
    Matrix second = Mat5.newMatrix(1, 2); // x = y = 0: off the screen
    gaze.set("fixations", 0, first);
    gaze.set("fixations", 1, second);
    return bytes(
        (Mat5File) Mat5.newMatFile().addArray("image", Mat5.newString("a")).addArray("gaze", gaze));
  }

  private static byte[] cat2000() throws Exception {
    Matrix map = Mat5.newMatrix(20, 30);
    map.setDouble(1, 2, 1);
    map.setDouble(19, 29, 1);
    return bytes((Mat5File) Mat5.newMatFile().addArray("fixLocs", map));
  }

  @Test
  void matlabFilesInBothForms() throws Exception {
    assertThat(FixationMat.parse(salicon(), 20, 30).flat(30)).containsExactly(32, 599);
    assertThat(FixationMat.parse(cat2000(), 20, 30).flat(30)).containsExactly(32, 599);
    assertThatThrownBy(() -> FixationMat.parse(cat2000(), 30, 20))
        .isInstanceOf(BadImageException.class)
        .hasMessageContaining("fixLocs [20, 30]")
        .hasMessageContaining("a matrix of 30 x 20");
  }

  /** Whatever a damaged file says, it is refused or read: no crash and no other exception. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void damagedMatlabFilesAreRefused(long seed) throws Exception {
    Random random = new Random(seed);
    int refused = 0;
    for (byte[] whole : new byte[][] {salicon(), cat2000()}) {
      for (int i = 0; i < 300; i++) {
        byte[] damaged = Arrays.copyOf(whole, 128 + random.nextInt(whole.length - 127));
        for (int n = random.nextInt(4); n > 0; n--) {
          damaged[120 + random.nextInt(damaged.length - 120)] = (byte) random.nextInt();
        }
        try {
          FixationMat.parse(damaged, 20, 30);
        } catch (BadImageException e) {
          refused++;
        }
      }
    }
    assertThat(refused).isPositive();
    assertThatThrownBy(() -> FixationMat.parse(new byte[0], 2, 2))
        .isInstanceOf(BadImageException.class);
  }
}
