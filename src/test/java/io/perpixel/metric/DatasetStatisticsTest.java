package io.perpixel.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.perpixel.metric.DatasetStatistics.Shape;
import io.perpixel.testing.Npy;
import io.perpixel.train.Json;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class DatasetStatisticsTest {
  private static final Shape TWO_BY_ONE = new Shape(1, 2, 3, true);

  private static List<ValueStatistics> of(DatasetStatistics statistics, String kind) {
    return statistics.values().kinds().get(kind);
  }

  @Test
  void smallValuesByHand() {
    DatasetStatistics statistics = new DatasetStatistics();
    statistics.addImage(TWO_BY_ONE, new byte[] {1, 2, (byte) 255, 3, 2, (byte) 253});
    ValueStatistics blue = of(statistics, "uint8 x 3").get(2);
    assertThat(blue.count()).isEqualTo(2);
    assertThat(blue.sum()).isEqualTo(508);
    assertThat(blue.sumOfSquares()).isEqualTo(255 * 255 + 253 * 253);
    assertThat(blue.mean()).isEqualTo(254);
    assertThat(blue.deviation()).isEqualTo(1);
    assertThat(blue.min()).isEqualTo(253);
    assertThat(blue.max()).isEqualTo(255);
    assertThat(blue.histogram()).containsExactly(entry(253.0, 1L), entry(255.0, 1L));
    assertThat(statistics.sizes().counts()).containsExactly(entry("1x2", 1L));
  }

  /** Means and deviations are NumPy's, in float64, of the same files. */
  @Test
  void goldenFilesAsNumPySeesThem() throws IOException {
    var photo = ImageIO.read(Npy.golden("transform/photo.png").toFile());
    byte[] rgb = new byte[photo.getWidth() * photo.getHeight() * 3];
    for (int i = 0; i < rgb.length; i++) {
      int pixel = photo.getRGB(i / 3 % photo.getWidth(), i / 3 / photo.getWidth());
      rgb[i] = (byte) (pixel >> 16 - 8 * (i % 3));
    }
    DatasetStatistics statistics = new DatasetStatistics();
    statistics.addImage(new Shape(61, 87, 3, true), rgb);
    float[] normalized = Npy.read(Npy.golden("transform/normalize.npy")).floats();
    statistics.addImage(new Shape(61, 87, 3, false), normalized);

    double[] means = {1.0623704541172037, 71.08762012436405, 79.19954776710006};
    double[] deviations = {2.061351964135785, 14.746435802567602, 16.496658899183146};
    double[] floatMeans = {-2.099711143388707, -0.791183044838775, -0.42406008773735515};
    double[] floatDeviations = {0.03530013235091075, 0.25816587638122684, 0.28752347579376597};
    for (int c = 0; c < 3; c++) {
      ValueStatistics bytes = of(statistics, "uint8 x 3").get(c);
      assertThat(bytes.mean()).isCloseTo(means[c], within(1e-12));
      assertThat(bytes.deviation()).isCloseTo(deviations[c], within(1e-12));
      ValueStatistics floats = of(statistics, "float32 x 3").get(c);
      assertThat(floats.mean()).isCloseTo(floatMeans[c], within(1e-12));
      assertThat(floats.deviation()).isCloseTo(floatDeviations[c], within(1e-12));
    }
    assertThat(of(statistics, "float32 x 3").get(0).min()).isEqualTo(-2.1179039478302f);
    assertThat(of(statistics, "float32 x 3").get(2).max()).isEqualTo(-0.11381255835294724f);
    // Hues by fractions in Python: 800 and 4494 pixels around cyan, and one.
    assertThat(statistics.colours().dark()).isEqualTo(12);
    assertThat(statistics.colours().grey()).isZero();
    assertThat(statistics.colours().hues()[11]).isEqualTo(800);
    assertThat(statistics.colours().hues()[12]).isEqualTo(4494);
    assertThat(statistics.colours().hues()[13]).isEqualTo(1);
    assertThat(statistics.colours().brightness()[6]).isEqualTo(1);
  }

  @Test
  void pureColoursHaveTheirHues() {
    int[][] colours = {
      {255, 0, 0}, {255, 255, 0}, {0, 255, 0}, {0, 255, 255}, {0, 0, 255}, {255, 0, 255}
    };
    for (int i = 0; i < colours.length; i++) {
      ColourBalance balance = new ColourBalance();
      balance.add(bytes(colours[i]), 1, 3, 1);
      assertThat(balance.hues()[4 * i]).as("hue %d", 60 * i).isEqualTo(1);
    }
    ColourBalance balance = new ColourBalance();
    balance.add(bytes(255, 255, 255, 31, 0, 0, 100, 90, 95, 255, 0, 1), 4, 3, 1);
    assertThat(balance.grey()).isEqualTo(2);
    assertThat(balance.dark()).isEqualTo(1);
    assertThat(balance.hues()[ColourBalance.HUES - 1]).as("just before red").isEqualTo(1);
    assertThat(balance.pixels()).isEqualTo(4);
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  @Test
  void planesAndPixelsSayTheSame() {
    DatasetStatistics pixels = new DatasetStatistics();
    pixels.addImage(new Shape(1, 2, 3, true), bytes(1, 2, 3, 101, 102, 103));
    DatasetStatistics planes = new DatasetStatistics();
    planes.addImage(new Shape(1, 2, 3, false), bytes(1, 101, 2, 102, 3, 103));
    assertThat(planes.toMap()).isEqualTo(pixels.toMap());
  }

  @Test
  void whatIsNotFiniteIsCountedAndLeftOut() {
    DatasetStatistics statistics = new DatasetStatistics();
    float[] values = {Float.NaN, 1, Float.NEGATIVE_INFINITY, -0.0f, 3, Float.POSITIVE_INFINITY};
    statistics.addImage(new Shape(2, 3, 1, true), values);
    statistics.addImage(new Shape(0, 0, 1, true), new float[0]);
    ValueStatistics channel = of(statistics, "float32 x 1").get(0);
    assertThat(channel.notFinite()).isEqualTo(3);
    assertThat(channel.count()).isEqualTo(3);
    assertThat(channel.mean()).isCloseTo(4 / 3.0, within(1e-15));
    assertThat(channel.histogram().keySet()).containsExactly(0.0, 1.0, 3.0);
    assertThat(channel.upperEdge(1.0)).isEqualTo(1 + 1 / 16.0);
    // All of them NaN: nothing to tell, and strict JSON all the same.
    DatasetStatistics none = new DatasetStatistics();
    none.addImage(new Shape(1, 1, 1, true), new float[] {Float.NaN});
    assertThat(of(none, "float32 x 1").get(0).mean()).isNaN();
    assertThat(Json.pretty(none.toMap())).contains("\"mean\" : null").doesNotContain("NaN");
  }

  @Test
  void everyFloatLiesInItsPartOfTheGrid() {
    Random random = new Random(5);
    for (int i = 0; i < 10_000; i++) {
      float value = Float.intBitsToFloat(random.nextInt());
      if (Float.isFinite(value)) {
        FloatStatistics one = new FloatStatistics();
        one.add(new float[] {value}, 0, 1, 1);
        double lower = one.histogram().firstKey();
        assertThat((double) value).isGreaterThanOrEqualTo(lower);
        assertThat((double) value).isLessThanOrEqualTo(one.upperEdge(lower));
      }
    }
  }

  @Test
  void masksCountPixelsAndImages() {
    DatasetStatistics statistics = new DatasetStatistics();
    statistics.addTarget(new Shape(1, 4, 1, true), bytes(0, 0, 1, 255));
    statistics.addTarget(new Shape(1, 2, 1, true), bytes(1, 1));
    statistics.addTarget(new Shape(1, 2, 1, true), new float[] {0.25f, 0.75f});
    assertThat(statistics.classes().shares())
        .containsExactly(
            entry(0, new ClassBalance.Share(2, 1)),
            entry(1, new ClassBalance.Share(3, 2)),
            entry(255, new ClassBalance.Share(1, 1)));
    assertThat(statistics.targets()).isEqualTo(3);
    assertThat(statistics.targetValues().kinds()).containsOnlyKeys("float32 x 1", "uint8 x 1");
  }

  /** However images are divided over parts, and whatever parts are merged first: the same bits. */
  @Test
  void partsMergeAndTravelAsJson() throws IOException {
    Random random = new Random(3);
    DatasetStatistics whole = new DatasetStatistics();
    DatasetStatistics left = new DatasetStatistics();
    DatasetStatistics right = new DatasetStatistics();
    for (int i = 0; i < 60; i++) {
      DatasetStatistics part = random.nextBoolean() ? left : right;
      byte[] data = new byte[12];
      random.nextBytes(data);
      float[] floats = new float[12];
      for (int j = 0; j < floats.length; j++) {
        floats[j] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(8)));
      }
      for (DatasetStatistics each : List.of(whole, part)) {
        each.addImage(new Shape(2, 2, 3, true), data);
        each.addImage(new Shape(3, 4, 1, false), floats);
        each.addFacts("train", data[0] > 0 ? (int) data[0] : null);
        each.addTarget(new Shape(3, 4, 1, true), data);
        each.reject("read: gone");
      }
    }
    String json = Json.pretty(whole.toMap());
    DatasetStatistics merged = new DatasetStatistics().merge(right).merge(left);
    assertThat(Json.pretty(merged.toMap())).isEqualTo(json);
    Map<?, ?> parsed = new ObjectMapper().readValue(json, Map.class);
    assertThat(Json.pretty(DatasetStatistics.fromMap(parsed).toMap())).isEqualTo(json);
    DatasetStatistics twice = DatasetStatistics.fromMap(parsed).merge(merged);
    assertThat(twice.images()).isEqualTo(240);
    assertThat(of(twice, "float32 x 1").get(0).mean())
        .isCloseTo(of(whole, "float32 x 1").get(0).mean(), within(1e-6));
  }

  @Test
  void somethingElseIsRefused() {
    assertThatThrownBy(() -> DatasetStatistics.fromMap(Map.of("format", "x")))
        .hasMessageContaining("format is x, expected perpixel-statistics-1");
    Map<String, Object> map = new DatasetStatistics().toMap();
    map.put("values", Map.of("int64 x 3", List.of()));
    assertThatThrownBy(() -> DatasetStatistics.fromMap(map)).hasMessageContaining("int64 x 3");
    map.put("values", 7);
    assertThatThrownBy(() -> DatasetStatistics.fromMap(map))
        .hasMessageContaining("values should be an object, found 7");
  }

  @Test
  void editedCountsAreRefusedAsWell() {
    for (Map<String, ?> change :
        List.of(
            Map.of("splits", Map.of("train", "many")),
            Map.of("labels", Map.of("seven", 1)),
            Map.of("heights", Collections.singletonMap("32", null)),
            Map.of("target_classes", Map.of("300", Map.of("pixels", 1, "images", 1))),
            Map.of("values", Map.of("uint8 x 1", List.of(1))),
            Map.of("values", Map.of("uint8 x 1", List.of(channel(300)))),
            Map.of("values", Map.of("uint8 x 1", List.of(channel("1")))))) {
      Map<String, Object> map = new DatasetStatistics().toMap();
      map.putAll(change);
      assertThatThrownBy(() -> DatasetStatistics.fromMap(map))
          .as("%s", change)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("these are no statistics");
    }
  }

  private static Map<String, Object> channel(Object value) {
    return Map.of("histogram", Map.of("values", List.of(value), "counts", List.of(1)));
  }

  @Test
  void thingsWithoutNumberAreCountedTogether() {
    DatasetStatistics statistics = new DatasetStatistics();
    for (int i = 0; i < Occurrences.MOST + 5; i++) {
      statistics.reject("reason " + i);
    }
    assertThat(statistics.rejected().counts()).hasSize(Occurrences.MOST);
    assertThat(statistics.rejected().others()).isEqualTo(5);
    assertThat(DatasetStatistics.fromMap(statistics.toMap()).rejected().total())
        .isEqualTo(Occurrences.MOST + 5);
  }
}
