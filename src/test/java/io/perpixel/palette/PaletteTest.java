package io.perpixel.palette;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PaletteTest {
  private static Palette palette(double[]... centres) {
    return new Palette(centres, ColourDistance.RGB, 7.5, Map.of("seed", "3"));
  }

  private static byte[] horses() throws IOException {
    try (InputStream in = PaletteTest.class.getResourceAsStream("/horse_palette24.npy")) {
      return in.readAllBytes();
    }
  }

  private static byte[] npy(String descr, String order, String shape, byte[] data) {
    String header =
        "{'descr': '" + descr + "', 'fortran_order': " + order + ", 'shape': " + shape + ", }\n";
    return ByteBuffer.allocate(10 + header.length() + data.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
        .putShort((short) header.length())
        .put(header.getBytes(StandardCharsets.US_ASCII))
        .put(data)
        .array();
  }

  private static String json(Palette palette) {
    return new String(PaletteFile.toBytes(palette), StandardCharsets.UTF_8);
  }

  private static Palette read(String json) {
    return PaletteFile.read(json.getBytes(StandardCharsets.UTF_8), "p.json");
  }

  /** From Python: hashlib.sha256(np.array([[1.5, 0, 255]], '<f8').tobytes() + b'rgb'). */
  @Test
  void hashIsWhatTheDocumentationSays() {
    String expected = "724237e18ddbff2c12fad1f972e2d2308b5a3e6aef640758aa9bddc0b299c3b6";
    assertThat(palette(new double[] {1.5, 0, 255}).hash()).isEqualTo(expected);
    assertThat(palette(new double[] {1.5, -0.0, 255}).hash()).isEqualTo(expected);
    assertThat(palette(new double[] {1.5, 0, Math.nextDown(255)}).hash()).isNotEqualTo(expected);
    assertThat(
            new Palette(new double[][] {{1.5, 0, 255}}, ColourDistance.LAB, Double.NaN, Map.of())
                .hash())
        .isNotEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource(ColourDistance.class)
  void jsonKeepsEveryBit(ColourDistance distance) {
    Random random = new Random(9);
    double[][] centres = new double[255][];
    Arrays.setAll(centres, k -> random.doubles(3, 0, 255).toArray());
    Palette palette = new Palette(centres, distance, 1e300 / 3, Map.of("input", "hdfs:///ünï"));
    Palette read = PaletteFile.read(PaletteFile.toBytes(palette), "p.json");
    assertThat(read.centres()).isDeepEqualTo(centres);
    assertThat(read.distance()).isEqualTo(distance);
    assertThat(read.inertia()).hasValue(1e300 / 3);
    assertThat(read.provenance()).isEqualTo(palette.provenance());
    assertThat(read.hash()).isEqualTo(palette.hash());
  }

  @Test
  void readsTheReferencePalette() throws IOException {
    Palette palette = PaletteFile.read(horses(), "horse_palette24.npy");
    assertThat(palette.size()).isEqualTo(24);
    assertThat(palette.distance()).isEqualTo(ColourDistance.RGB);
    assertThat(palette.inertia()).isEmpty();
    assertThat(Arrays.copyOf(palette.rgb(), 3)).containsExactly(144, 143, 136);
    assertThat(read(json(palette)).inertia()).isEmpty();
  }

  @Test
  void readsFloat32() {
    byte[] data =
        ByteBuffer.allocate(12)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putFloat(0.5f)
            .putFloat(2)
            .putFloat(255)
            .array();
    assertThat(PaletteFile.read(npy("<f4", "False", "(1, 3)", data), "x.npy").centres())
        .isDeepEqualTo(new double[][] {{0.5, 2, 255}});
  }

  @Test
  void otherArraysAreRefused() throws IOException {
    byte[] data = new byte[24];
    for (byte[] bad :
        new byte[][] {
          npy("<f8", "True", "(1, 3)", data),
          npy(">f8", "False", "(1, 3)", data),
          npy("<i8", "False", "(1, 3)", data),
          npy("|O", "False", "(1, 3)", data),
          npy("<f8", "False", "(3,)", data),
          npy("<f8", "False", "(1, 4)", data),
          npy("<f8", "False", "(2, 3)", data),
          npy("<f8", "False", "(999999999, 3)", data),
          npy("<f8", "False", "(1, 3)", new byte[25]),
        }) {
      assertThatThrownBy(() -> PaletteFile.read(bad, "x.npy"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("x.npy: expected a whole .npy array")
          .hasMessageContaining("descr");
    }
    byte[] horses = horses();
    for (int cut = 6; cut < horses.length; cut++) {
      byte[] truncated = Arrays.copyOf(horses, cut);
      assertThatThrownBy(() -> PaletteFile.read(truncated, "x.npy"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("x.npy");
    }
    assertThatThrownBy(() -> PaletteFile.read(npy("<f8", "False", "(0, 3)", new byte[0]), "x.npy"))
        .hasMessageContaining("x.npy: The palette's centres are empty");
  }

  @Test
  void editedOrDamagedJsonIsRefused() {
    String good = json(palette(new double[] {1, 2, 3}, new double[] {4, 5, 6}));
    assertThat(read(good).size()).isEqualTo(2);
    assertThatThrownBy(() -> read(good.replace("5.0", "5.5")))
        .hasMessageContaining("p.json: its sha256 is")
        .hasMessageContaining("edited");
    assertThatThrownBy(() -> read(good.replace("\"rgb\"", "\"lab\"")))
        .hasMessageContaining("sha256");
    assertThatThrownBy(() -> read(good.replace("\"rgb\"", "\"xyz\""))).hasMessageContaining("xyz");
    assertThatThrownBy(() -> read(good.replace("5.0", "\"five\""))).hasMessageContaining("Row 1");
    assertThatThrownBy(() -> read(good.replace("5.0,", ""))).hasMessageContaining("Row 1");
    assertThatThrownBy(() -> read(good.replace("palette-1", "palette-2")))
        .hasMessageContaining("found perpixel-palette-2");
    for (int cut = 0; cut < good.length() - 2; cut++) {
      String truncated = good.substring(0, cut);
      assertThatThrownBy(() -> read(truncated))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("p.json");
    }
    for (String bad :
        new String[] {"", "[]", "null", "3", good + "x", "\u0000", "[".repeat(5000)}) {
      assertThatThrownBy(() -> read(bad))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("p.json");
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.5, 255.01, Double.NaN, Double.POSITIVE_INFINITY})
  void coloursOutsideTheRangeAreRefused(double bad) {
    assertThatThrownBy(() -> palette(new double[] {1, 2, 3}, new double[] {0, bad, 0}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Row 1")
        .hasMessageContaining(String.valueOf(bad));
  }

  @Test
  void sizeIsLimitedToBytes() {
    assertThat(palette(new double[255][3]).size()).isEqualTo(255);
    assertThatThrownBy(() -> palette(new double[256][3])).hasMessageContaining("at most 255");
    assertThatThrownBy(() -> palette()).hasMessageContaining("empty");
  }

  @Test
  void callersCannotChangeIt() {
    double[][] centres = {{1, 2, 3}};
    Palette palette = palette(centres);
    String hash = palette.hash();
    centres[0][0] = 9;
    palette.centres()[0][1] = 9;
    assertThat(palette.hash()).isEqualTo(hash);
  }
}
