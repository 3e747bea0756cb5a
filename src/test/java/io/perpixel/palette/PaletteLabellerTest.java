package io.perpixel.palette;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perpixel.testing.Npy;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PaletteLabellerTest {
  private static PaletteLabeller labeller(ColourDistance distance, double[]... centres) {
    return new PaletteLabeller(new Palette(centres, distance, Double.NaN, Map.of()));
  }

  @Test
  void golden() throws IOException {
    double[] flat = Npy.read(Npy.golden("palette/centres.npy")).doubles();
    double[][] centres = new double[flat.length / 3][];
    Arrays.setAll(centres, k -> Arrays.copyOfRange(flat, 3 * k, 3 * k + 3));
    byte[] labels =
        labeller(ColourDistance.RGB, centres)
            .label(Npy.read(Npy.golden("palette/pixels.npy")).bytes());
    assertThat(labels).isEqualTo(Npy.read(Npy.golden("palette/labels.npy")).bytes());
  }

  @Test
  void tiesGoToTheLowestIndex() {
    PaletteLabeller labeller =
        labeller(
            ColourDistance.RGB,
            new double[] {20, 0, 0},
            new double[] {10, 0, 0},
            new double[] {10, 0, 0},
            new double[] {0, 0, 0});
    byte[] image = {15, 0, 0, 5, 0, 0, 10, 0, 0, 4, 0, 0, 16, 0, 0};
    assertThat(labeller.label(image)).containsExactly(0, 1, 1, 3, 0);
  }

  /** k-means and the labeller must agree on what is nearest, ties included. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void agreesWithTheTree(long seed) {
    Random random = new Random(seed);
    double[][] centres = new double[40][3];
    for (double[] centre : centres) {
      for (int axis = 0; axis < 3; axis++) {
        centre[axis] = random.nextInt(9) * 4; // a lattice: full of ties and some duplicates
      }
    }
    byte[] image = new byte[3 * 20_000];
    for (int i = 0; i < image.length; i++) {
      image[i] = (byte) random.nextInt(36);
    }
    ColourHistogram histogram = new ColourHistogram();
    histogram.addPixels(image);
    for (ColourDistance distance : ColourDistance.values()) {
      byte[] labels = labeller(distance, centres).label(image);
      ColourTree tree = new ColourTree(histogram, distance);
      long[] expected = ClusterSums.of(tree, distance.embed(centres)).weight;
      long[] found = new long[centres.length];
      for (byte label : labels) {
        found[label]++;
      }
      assertThat(found).isEqualTo(expected);
    }
  }

  @Test
  void allOf255ColoursCanBeUsed() {
    double[][] grey = new double[255][];
    Arrays.setAll(grey, k -> new double[] {k, k, k});
    PaletteLabeller labeller = labeller(ColourDistance.RGB, grey);
    byte[] image = new byte[3 * 255];
    IntStream.range(0, image.length).forEach(i -> image[i] = (byte) (i / 3));
    byte[] labels = labeller.label(image);
    assertThat(labels[254] & 255).isEqualTo(254);
    assertThat(labeller.decode(labels)).isEqualTo(image);
    assertThat(labeller.label(image)).as("from the table").isEqualTo(labels);
  }

  @Test
  void labIsNotRgb() {
    double[][] centres = {{0, 0, 255}, {128, 0, 0}};
    byte[] black = new byte[3];
    assertThat(labeller(ColourDistance.RGB, centres).label(black)).containsExactly(1);
    double[][] darkness = {{0, 0, 90}, {70, 70, 70}};
    assertThat(labeller(ColourDistance.RGB, darkness).label(black)).containsExactly(0);
    assertThat(labeller(ColourDistance.LAB, darkness).label(black)).containsExactly(1);
  }

  @Test
  void decodeRoundsAndRefusesForeignLabels() {
    PaletteLabeller labeller =
        labeller(ColourDistance.RGB, new double[] {0.4, 0.5, 254.5}, new double[] {1, 2, 3});
    assertThat(labeller.decode(new byte[] {1, 0})).containsExactly(1, 2, 3, 0, 1, (byte) 255);
    assertThatThrownBy(() -> labeller.decode(new byte[] {0, 2}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Label 2 at pixel 1")
        .hasMessageContaining("2 colours");
    assertThatThrownBy(() -> labeller.decode(new byte[] {-1})).hasMessageContaining("Label 255");
    assertThat(labeller.label(new byte[0])).isEmpty();
    assertThatThrownBy(() -> labeller.label(new byte[2])).hasMessageContaining("2 bytes");
  }
}
