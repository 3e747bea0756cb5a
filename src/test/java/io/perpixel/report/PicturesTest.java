package io.perpixel.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.perpixel.image.Layout;
import io.perpixel.image.Raster;
import io.perpixel.train.EpochRecord;
import java.awt.Color;
import java.awt.GraphicsEnvironment;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PicturesTest {
  private static final String HOSTILE =
      "<b>$\\frac{x}{0}$</b>\n\t\0 %s \u202e " + "long ".repeat(500) + "\ud83d";
  private static final int BLUE = 0x0072b2;
  private static final int VERMILLION = 0xd55e00;

  @Test
  void needsNoDisplay() {
    assertThat(GraphicsEnvironment.isHeadless()).isTrue();
    assertThat(Pictures.problem()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 10, 25, 1000})
  void curvesShowBothLossesAndTheMetric(int epochs) throws IOException {
    List<Run> runs = List.of(Samples.run("unet", epochs, 1));
    BufferedImage both = read(LearningCurves.png("title", runs));
    assertThat(both.getWidth()).isEqualTo(2400);
    assertThat(count(both, 0, 1200, VERMILLION)).isGreaterThan(20);
    assertThat(count(both, 0, 1200, BLUE)).isGreaterThan(20);
    assertThat(count(both, 1200, 2400, BLUE)).isGreaterThan(20);
    assertThat(count(both, 1200, 2400, VERMILLION)).isZero();
    BufferedImage lossOnly = read(LearningCurves.png("", List.of(), runs));
    assertThat(lossOnly.getWidth()).isEqualTo(1600);
  }

  @Test
  void curvesOfNothingAreStillAPicture() throws IOException {
    read(LearningCurves.png("", List.of()));
    read(LearningCurves.png("", List.of(new Run("empty", Map.of(), List.of()))));
    read(LearningCurves.png("", List.of("absent"), List.of(Samples.run("a", 3, 1))));
  }

  @Test
  void numbersThatAreNotFiniteAreGaps() throws IOException {
    EpochRecord first = new EpochRecord(1, 2, Double.NaN, Map.of("m", 1e300), 1, 1, 1);
    EpochRecord worse =
        new EpochRecord(2, Double.POSITIVE_INFINITY, Double.NaN, Map.of("m", -1e300), 1, 1, 1);
    EpochRecord last = new EpochRecord(7, 1e-12, Double.NaN, Map.of(), 1, 1, 1);
    Run run = new Run("diverged", Map.of(), List.of(first, worse, last));
    BufferedImage picture = read(LearningCurves.png("", List.of(run)));
    assertThat(count(picture, 0, 1200, BLUE))
        .as("only the legend's sample of the validation curve, which has no number")
        .isLessThan(400);
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "-3.5", "1e12", "1e-12"})
  void constantCurvesHaveAxes(double value) throws IOException {
    List<EpochRecord> epochs =
        IntStream.rangeClosed(1, 12)
            .mapToObj(i -> new EpochRecord(i, value, value, Map.of("m", value), 1, 1, 1))
            .toList();
    BufferedImage picture = read(LearningCurves.png("", List.of(new Run("r", Map.of(), epochs))));
    assertThat(count(picture, 1200, 2400, BLUE)).isGreaterThan(1000);
  }

  @Test
  void manyRunsOfHostileOrEqualNamesFit() throws IOException {
    List<Run> runs =
        IntStream.range(0, 30).mapToObj(i -> Samples.run(i % 2 == 0 ? HOSTILE : "", 5, i)).toList();
    BufferedImage picture = read(LearningCurves.png(HOSTILE, runs));
    assertThat(picture.getWidth()).isEqualTo(2400);
  }

  @Test
  void theGalleryEnlargesPixelsWithoutSmoothing() throws IOException {
    Raster grey = Thumbnail.of(Raster.uint8(32, 32, 1, Layout.HWC, new byte[32 * 32]));
    Raster image = Samples.image(32, 32, 3);
    BufferedImage picture =
        read(Gallery.of("grey", "true").row("horse 1", grey, image).scale(4).across(1).png());
    // Margin 16, titles 26, cells of 128 six apart, at two dots a pixel; a pixel is 8 x 8 dots.
    int left = 2 * (16 + 128 + 6);
    int top = 2 * (16 + 26);
    for (int y = 0; y < 32; y++) {
      for (int x = 0; x < 32; x++) {
        int at = 3 * (y * 32 + x);
        byte[] rgb = image.bytes();
        int colour = (rgb[at] & 255) << 16 | (rgb[at + 1] & 255) << 8 | rgb[at + 2] & 255;
        assertThat(picture.getRGB(left + 8 * x, top + 8 * y) & 0xffffff).isEqualTo(colour);
        assertThat(picture.getRGB(left + 8 * x + 7, top + 8 * y + 7) & 0xffffff).isEqualTo(colour);
      }
    }
  }

  @Test
  void galleriesOfNoneOfManyAndOfUnequalImages() throws IOException {
    assertThat(read(Gallery.of("grey").png()).getHeight()).isGreaterThan(50);
    Gallery many = Gallery.of("a", "b", "c");
    for (int i = 0; i < 23; i++) {
      many.row(HOSTILE, Samples.image(3, 5, i), Samples.image(32, 32, i), Samples.image(1, 1, i));
    }
    assertThat(read(many.png()).getWidth()).isLessThanOrEqualTo(2400);
    assertThat(read(Gallery.of(HOSTILE).row("", Samples.image(480, 640, 1)).png()).getWidth())
        .isGreaterThanOrEqualTo(2 * 640);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 40, 41, 1000})
  void lineChartsShowEveryCurve(int points) throws IOException {
    double[] x = IntStream.range(0, points).mapToDouble(i -> 7 + 3 * i).toArray();
    double[] falling = Arrays.stream(x).map(v -> -v).toArray();
    double[] constant = new double[points];
    BufferedImage picture =
        read(LineChart.of("x", "y").line("a", x, falling).line("b", x, constant).png());
    assertThat(count(picture, 0, 1600, BLUE)).isGreaterThan(150);
    assertThat(count(picture, 0, 1600, VERMILLION)).isGreaterThan(150);
  }

  /** Titles longer than a chart leave it as large, and its margins white. */
  @Test
  void longTitlesStayInsideTheirChart() throws IOException {
    double[] x = {1, 2, 3};
    BufferedImage picture = read(LineChart.of(HOSTILE, HOSTILE).from(0).line("a", x, x).png());
    assertThat(picture.getWidth()).isEqualTo(1600);
    for (int edge : new int[] {0, 1599}) {
      assertThat(count(picture, edge, edge + 1, 0xffffff)).isEqualTo(picture.getHeight());
    }
    for (int y : new int[] {0, picture.getHeight() - 1}) {
      assertThat(IntStream.range(0, 1600))
          .allMatch(i -> (picture.getRGB(i, y) & 0xffffff) == 0xffffff);
    }
  }

  /** Of small images, whose cells have room for six letters; of no length of title without end. */
  @Test
  void columnsAreAsWideAsTheirTitles() throws IOException {
    int narrow =
        read(Gallery.of("image").row("", Samples.image(8, 8, 1)).scale(1).png()).getWidth();
    int wide =
        read(Gallery.of("fixation map").row("", Samples.image(8, 8, 1)).scale(1).png()).getWidth();
    int longest =
        read(Gallery.of(HOSTILE).row("", Samples.image(8, 8, 1)).scale(1).png()).getWidth();
    assertThat(wide).isGreaterThan(narrow + 20).isLessThan(longest);
    assertThat(longest).isEqualTo(2 * (16 + 128 + 16));
  }

  @Test
  void picturesThatCannotBeAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(Gallery::of);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Gallery.of("a", "b").row("one", Samples.image(1, 1, 1)))
        .withMessage("row \"one\": expected 2 images (a, b), found 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Gallery.of("a").scale(1000).row("", Samples.image(100, 100, 1)).png())
        .withMessageContaining("show fewer images");
    for (int scale : new int[] {1 << 24, Integer.MAX_VALUE}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Gallery.of("a").scale(scale).row("", Samples.image(200, 1, 1)).png())
          .withMessageContaining("show fewer images");
    }
    for (Raster other :
        new Raster[] {
          Raster.uint8(2, 2, 2, Layout.HWC, new byte[8]),
          Raster.uint8(0, 2, 3, Layout.HWC, new byte[0]),
          Raster.uint8(2, 2, 3, Layout.CHW, new byte[12])
        }) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Thumbnail.of(other))
          .withMessageContaining("found " + other);
    }
    assertThatIllegalArgumentException().isThrownBy(() -> PaletteSwatch.png(new byte[0]));
    assertThatIllegalArgumentException().isThrownBy(() -> PaletteSwatch.png(new byte[4]));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 12, 13, 24, 256})
  void theSwatchShowsEveryColour(int colours) throws IOException {
    byte[] rgb = new byte[3 * colours];
    for (int i = 0; i < colours; i++) {
      rgb[3 * i] = (byte) i;
      rgb[3 * i + 1] = (byte) (255 - i);
      rgb[3 * i + 2] = (byte) (7 * i);
    }
    BufferedImage picture = read(PaletteSwatch.png(rgb));
    for (int i = 0; i < colours; i++) {
      int x = 2 * (12 + i % 12 * 72 + 33);
      int y = 2 * (12 + i / 12 * 90 + 8);
      int expected = (rgb[3 * i] & 255) << 16 | (rgb[3 * i + 1] & 255) << 8 | rgb[3 * i + 2] & 255;
      assertThat(picture.getRGB(x, y) & 0xffffff).isEqualTo(expected);
    }
  }

  @Test
  void indicesStandOutOfTheirColour() {
    assertThat(PaletteSwatch.contrast(Color.WHITE)).isEqualTo(Color.BLACK);
    assertThat(PaletteSwatch.contrast(Color.YELLOW)).isEqualTo(Color.BLACK);
    assertThat(PaletteSwatch.contrast(Color.BLUE)).isEqualTo(Color.WHITE);
    assertThat(PaletteSwatch.contrast(Color.BLACK)).isEqualTo(Color.WHITE);
  }

  private static BufferedImage read(byte[] png) throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    assertThat(image).isNotNull();
    return image;
  }

  private static long count(BufferedImage image, int from, int to, int colour) {
    return IntStream.range(from, to)
        .mapToLong(
            x ->
                IntStream.range(0, image.getHeight())
                    .filter(y -> (image.getRGB(x, y) & 0xffffff) == colour)
                    .count())
        .sum();
  }
}
