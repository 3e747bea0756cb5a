package io.perpixel.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.perpixel.image.Cifar10Batch;
import io.perpixel.spark.ImageRow;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** {@code preprocess --format cifar10}. */
class PreprocessCifarIT extends PreprocessBase {
  /** Records whose label is their number modulo 10. */
  private static byte[] batch(int records, int seed) {
    byte[] bytes = new byte[records * Cifar10Batch.RECORD];
    new Random(seed).nextBytes(bytes);
    for (int i = 0; i < records; i++) {
      bytes[i * Cifar10Batch.RECORD] = (byte) (i % 10);
    }
    return bytes;
  }

  private void write(String name, byte[] bytes) throws IOException {
    Files.createDirectories(dir.resolve(name).getParent());
    Files.write(dir.resolve(name), bytes);
  }

  private void sheet(String name, byte[] batch) throws IOException {
    int records = batch.length / Cifar10Batch.RECORD;
    BufferedImage image = new BufferedImage(1024, records, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < records * 1024; i++) {
      int from = i / 1024 * Cifar10Batch.RECORD + 1 + i % 1024;
      int rgb = batch[from] << 16 | (batch[from + 1024] & 0xff) << 8 | batch[from + 2048] & 0xff;
      image.setRGB(i % 1024, i / 1024, rgb);
    }
    Files.createDirectories(dir.resolve(name).getParent());
    ImageIO.write(image, "png", dir.resolve(name).toFile());
  }

  private static String labels(int... records) {
    return IntStream.of(records)
        .flatMap(n -> IntStream.range(0, n).map(i -> i % 10))
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(",", "[", "]"));
  }

  @Test
  void bothFormsOfCifarGiveTheSameTable() throws IOException {
    byte[] one = batch(30, 1);
    byte[] two = batch(20, 2);
    byte[] test = batch(10, 3);
    write("binary/data_batch_1.bin", one);
    write("binary/data_batch_2.bin", two);
    write("binary/test_batch.bin", test);
    sheet("sheets/package/data_batch_1.png", one);
    sheet("sheets/package/data_batch_2.png", two);
    sheet("sheets/package/test_batch.png", test);
    write("sheets/package/train_lables.json", labels(30, 20).getBytes());
    write("sheets/package/test_lables.json", labels(10).getBytes());
    assertThat(preprocess(options("cifar10", "binary", "--category", "7")))
        .as(() -> printed)
        .isZero();
    List<ImageRow> binary = rows("out");
    assertThat(preprocess(options("cifar10", "sheets", "--category", "7")))
        .as(() -> printed)
        .isZero();
    List<ImageRow> sheets = rows("out");
    assertThat(binary)
        .extracting(ImageRow::id)
        .containsExactly(
            "test/00007",
            "train/00007",
            "train/00017",
            "train/00027",
            "train/00037",
            "train/00047");
    assertThat(binary).extracting(ImageRow::label).containsOnly(7);
    assertThat(binary).extracting(ImageRow::split).containsOnlyOnce("test");
    for (int i = 0; i < binary.size(); i++) {
      assertThat(sheets.get(i).id()).isEqualTo(binary.get(i).id());
      assertThat(sheets.get(i).image().bytes()).isEqualTo(binary.get(i).image().bytes());
    }
    // Record 17 of batch 2 is number 47; its second pixel's red stands second in the red plane.
    int record = 17 * Cifar10Batch.RECORD;
    assertThat(binary.get(5).image().at(0, 1, 0)).isEqualTo(two[record + 2] & 0xff);
  }

  @Test
  void aTruncatedBatchSpoilsItsOwnRecordsOnly() throws IOException {
    write("in/data_batch_1.bin", batch(20, 1));
    byte[] two = batch(20, 2);
    write("in/data_batch_2.bin", Arrays.copyOf(two, two.length - 100));
    assertThat(preprocess(options("cifar10", "in"))).isEqualTo(3);
    assertThat(printed).contains("data_batch_2.bin has 61360 bytes", "truncated");
    assertThat(preprocess(options("cifar10", "in", "--failure-budget", "0.5"))).isZero();
    assertThat(printed).contains("39 read = 20 written + 19 rejected");
  }

  @Test
  void halfABatchBesideAWholeOneIsTruncatedNotASample() throws IOException {
    write("in/data_batch_1.bin", batch(10_000, 1));
    write("in/data_batch_2.bin", batch(5_000, 2));
    assertThat(preprocess(options("cifar10", "in", "--category", "3"))).isEqualTo(3);
    assertThat(printed).contains("data_batch_2.bin has 5000 records, but other batches have 10000");
  }

  @Test
  void wrongLabelsAreRejectedOneByOne() throws IOException {
    byte[] one = batch(200, 1);
    one[3 * Cifar10Batch.RECORD] = 10;
    write("in/data_batch_1.bin", one);
    assertThat(preprocess(options("cifar10", "in"))).as(() -> printed).isZero();
    assertThat(printed).contains("200 read = 199 written + 1 rejected");
    assertThat(rejects("out-rejects"))
        .containsEntry(
            "train/00003",
            "decode: data_batch_1.bin record 3 has label 10, which is not a CIFAR-10 class (0 to 9)");
  }

  @Test
  void cifarFilesThatDoNotFitTogetherStopTheJob() throws IOException {
    sheet("in/data_batch_1.png", batch(10, 1));
    assertThat(preprocess(options("cifar10", "in"))).isEqualTo(3);
    assertThat(printed).contains("data_batch_1.png but not train_lables.json");
    write("in/train_lables.json", labels(11).getBytes());
    assertThat(preprocess(options("cifar10", "in"))).isEqualTo(3);
    assertThat(printed).contains("11 labels, but the sheets", "10 rows");
    write("gap/data_batch_1.bin", batch(10, 1));
    write("gap/data_batch_3.bin", batch(10, 1));
    assertThat(preprocess(options("cifar10", "gap"))).isEqualTo(3);
    assertThat(printed).contains("data_batch_3.bin but not data_batch_2.bin");
  }
}
