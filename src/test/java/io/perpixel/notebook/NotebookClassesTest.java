package io.perpixel.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.perpixel.image.Layout;
import io.perpixel.image.Raster;
import io.perpixel.palette.ColourDistance;
import io.perpixel.palette.Palette;
import io.perpixel.report.ColourShares;
import io.perpixel.report.LineChart;
import io.perpixel.train.Example;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The small classes that cells call, by values made by hand. */
class NotebookClassesTest {
  @AfterEach
  void console() {
    Display.toConsole();
  }

  @Test
  void sizesAreKnownByName() {
    assertThat(Size.of(null)).isEqualTo(Size.SMALL);
    assertThat(Size.of(" ")).isEqualTo(Size.SMALL);
    assertThat(Size.of("Full")).isEqualTo(Size.FULL);
    assertThat(Size.TEST.pick(1, 2, 3)).isEqualTo(1);
    assertThat(Size.FULL.pick(1, 2, 3)).isEqualTo(3);
    assertThatThrownBy(() -> Size.of("huge"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("found PERPIXEL_NOTEBOOK_SIZE=huge; expected one of test, small, full");
  }

  @Test
  void coloursAreCountedInAllAndByGrey() {
    // Greys 10 10 10 20; colours 0 0 1 1.
    byte[] rgb = {10, 10, 10, 10, 10, 10, 10, 10, 10, 20, 20, 20};
    Raster image = Raster.uint8(1, 4, 3, Layout.HWC, rgb);
    Raster labels = Raster.uint8(1, 4, 1, Layout.HWC, new byte[] {0, 0, 1, 1});
    ColourCounts counts = ColourCounts.of(List.of(new Example("a", image, labels)), 2);
    assertThat(counts.shares()).containsExactly(0.5, 0.5);
    assertThat(counts.accuracyOfOneColour()).isEqualTo(0.5);
    assertThat(counts.accuracyByGrey()).isEqualTo(0.75);
    assertThat(counts.coloursOfGrey(10)).isEqualTo(2);
    assertThat(counts.coloursOfGrey(20)).isEqualTo(1);
    // Three of four pixels have the entropy of (2/3, 1/3), the fourth has none.
    double entropy = -(2.0 / 3 * Math.log(2.0 / 3) + 1.0 / 3 * Math.log(1.0 / 3));
    assertThat(counts.entropyByGrey()).isCloseTo(0.75 * entropy, within(1e-12));
  }

  @Test
  void quantizationTakesTheNearestColour() {
    double[][] centres = {{0, 0, 0}, {200, 200, 200}};
    Palette palette = new Palette(centres, ColourDistance.RGB, Double.NaN, Map.of());
    byte[] rgb = {3, 3, 3, (byte) 200, (byte) 200, (byte) 200};
    Quantized quantized = Quantized.of(Raster.uint8(1, 2, 3, Layout.HWC, rgb), palette);
    assertThat(quantized.image().bytes())
        .containsExactly(0, 0, 0, (byte) 200, (byte) 200, (byte) 200);
    assertThat(quantized.error()).isCloseTo(Math.sqrt(9 / 2.0), within(1e-12));
  }

  @Test
  void picturesGetTheirOwn256Colours() throws IOException {
    BufferedImage image = new BufferedImage(300, 200, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 200; y++) {
      for (int x = 0; x < 300; x++) {
        image.setRGB(x, y, y < 100 ? 0xffffff : x * 255 / 299 << 16 | y << 8 | (x * y & 15));
      }
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(image, "png", png);
    byte[] bytes = IndexedPicture.of(png.toByteArray());
    BufferedImage indexed = ImageIO.read(new ByteArrayInputStream(bytes));
    assertThat(bytes.length).isLessThan(png.size() / 2);
    assertThat(indexed.getRGB(7, 7)).isEqualTo(0xffffffff);
    int[] colours = indexed.getRGB(0, 0, 300, 200, null, 0, 300);
    assertThat(Arrays.stream(colours).distinct().count()).isBetween(100L, 256L);
    for (int y = 100; y < 200; y++) {
      for (int x = 0; x < 300; x++) {
        int difference = (indexed.getRGB(x, y) >> 16 & 255) - (image.getRGB(x, y) >> 16 & 255);
        assertThat(Math.abs(difference)).isLessThan(24);
      }
    }
  }

  @Test
  void picturesOfFewColoursKeepThem() throws IOException {
    BufferedImage image = new BufferedImage(40, 40, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 1600; i++) {
      image.setRGB(i % 40, i / 40, 0x010305 * (i % 80));
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(image, "png", png);
    BufferedImage same =
        ImageIO.read(new ByteArrayInputStream(IndexedPicture.of(png.toByteArray())));
    assertThat(same.getRGB(0, 0, 40, 40, null, 0, 40))
        .isEqualTo(image.getRGB(0, 0, 40, 40, null, 0, 40));
  }

  @Test
  void whatIsShownGoesToTheFront() {
    List<Display.Shown> shown = new ArrayList<>();
    Display.to(shown::add);
    Display.table(List.of("a", "b"), List.of(List.of("<1>", "2")));
    byte[] chart = LineChart.of("x", "y").line("c", new double[] {1, 2}, new double[] {3, 4}).png();
    Display.picture(chart, "a \"chart\"");
    assertThat(shown).hasSize(2);
    assertThat(shown.get(0).html()).contains("&lt;1&gt;");
    assertThat(shown.get(0).text()).isEqualTo("a | b\n<1> | 2");
    assertThat(shown.get(1).html()).contains("alt=\"a &quot;chart&quot;\"", "image/png");
    assertThat(shown.get(1).png()).isPresent();
    assertThatThrownBy(() -> Display.picture(new byte[30], "x"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void sharesNeedOneColourEach() {
    assertThat(ColourShares.png(new byte[6], new double[] {0.25, 0.75})).isNotEmpty();
    assertThatThrownBy(() -> ColourShares.png(new byte[6], new double[] {1}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("6 bytes for 1 shares");
  }
}
