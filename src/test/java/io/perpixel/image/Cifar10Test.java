package io.perpixel.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Cifar10Test {
  private static final int RECORDS = 7;

  @Test
  void bothFormsGiveTheSameRecords() throws IOException {
    byte[] binary = binary();
    Cifar10Records batch = new Cifar10Batch("data_batch_1.bin", binary);
    Cifar10Records sheet = new Cifar10Sheet("data_batch_1.png", sheet(binary), labels(binary));
    assertThat(batch.size()).isEqualTo(RECORDS);
    assertThat(sheet.size()).isEqualTo(RECORDS);
    for (int i = 0; i < RECORDS; i++) {
      assertThat(sheet.label(i)).isEqualTo(batch.label(i));
      assertThat(sheet.image(i)).hasToString("32x32x3 uint8 HWC");
      assertThat(sheet.image(i).bytes()).isEqualTo(batch.image(i).bytes());
    }
  }

  @Test
  void planesBecomePixels() throws IOException {
    byte[] record = new byte[Cifar10Batch.RECORD];
    record[0] = 7;
    record[1 + 33] = 10;
    record[1 + 1024 + 33] = 20;
    record[1 + 2048 + 33] = (byte) 200;
    Cifar10Records batch = new Cifar10Batch("one.bin", record);
    assertThat(batch.label(0)).isEqualTo(7);
    Raster image = batch.image(0);
    assertThat(new float[] {image.at(1, 1, 0), image.at(1, 1, 1), image.at(1, 1, 2)})
        .containsExactly(10f, 20f, 200f);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3072, 3074, 2 * 3073 - 1, 10_001 * 3073, 30_730_001})
  void wrongLengthsAreRefused(int length) {
    assertThatThrownBy(() -> new Cifar10Batch("data_batch_3.bin", new byte[length]))
        .isInstanceOf(BadImageException.class)
        .hasMessageContaining("data_batch_3.bin has");
  }

  @Test
  void wrongLabelNamesTheRecord() throws IOException {
    byte[] binary = binary();
    binary[2 * Cifar10Batch.RECORD] = 10;
    Cifar10Batch batch = new Cifar10Batch("test_batch.bin", binary);
    assertThatThrownBy(() -> batch.label(2))
        .hasMessage("test_batch.bin record 2 has label 10, which is not a CIFAR-10 class (0 to 9)");
    int[] labels = {-1, 0, 0, 0, 0, 0, 0};
    Cifar10Sheet sheet = new Cifar10Sheet("test_batch.png", sheet(binary), labels);
    assertThatThrownBy(() -> sheet.label(0))
        .hasMessageContaining("test_batch.png row 0 has label -1");
  }

  @Test
  void sheetsMustFitTheirLabels() throws IOException {
    byte[] png = sheet(binary());
    assertThatThrownBy(() -> new Cifar10Sheet("data_batch_2.png", png, new int[RECORDS + 1]))
        .hasMessage(
            "data_batch_2.png is 1024 wide and 7 high; expected 1024 pixels wide and, by its labels, 8"
                + " rows");
    byte[] cut = Arrays.copyOf(png, png.length / 2);
    assertThatThrownBy(() -> new Cifar10Sheet("data_batch_2.png", cut, new int[RECORDS]))
        .isInstanceOf(BadImageException.class)
        .hasMessageStartingWith("data_batch_2.png: ");
  }

  @Test
  void labelListIsOneFlatArray() throws IOException {
    assertThat(Cifar10Labels.parse("l.json", " [6, 9,\n1]\n")).containsExactly(6, 9, 1);
    for (String bad :
        new String[] {"", "[", "[1,2", "{}", "[[1]]", "[1,]", "[\"1\"]", "[1.5]", "[]"}) {
      assertThatThrownBy(() -> Cifar10Labels.parse("l.json", bad))
          .as(bad)
          .isInstanceOf(BadImageException.class)
          .hasMessageStartingWith("l.json");
    }
  }

  private static byte[] binary() {
    byte[] binary = new byte[RECORDS * Cifar10Batch.RECORD];
    new Random(1).nextBytes(binary);
    for (int i = 0; i < RECORDS; i++) {
      binary[i * Cifar10Batch.RECORD] = (byte) i;
    }
    return binary;
  }

  private static int[] labels(byte[] binary) {
    int[] labels = new int[RECORDS];
    Arrays.setAll(labels, i -> binary[i * Cifar10Batch.RECORD]);
    return labels;
  }

  private static byte[] sheet(byte[] binary) throws IOException {
    BufferedImage image = new BufferedImage(1024, RECORDS, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < RECORDS; y++) {
      int from = y * Cifar10Batch.RECORD + 1;
      for (int x = 0; x < 1024; x++) {
        int r = binary[from + x] & 0xff;
        int g = binary[from + 1024 + x] & 0xff;
        int b = binary[from + 2048 + x] & 0xff;
        image.setRGB(x, y, r << 16 | g << 8 | b);
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }
}
