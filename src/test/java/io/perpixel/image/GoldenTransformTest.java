package io.perpixel.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perpixel.testing.Npy;
import java.io.IOException;
import java.nio.file.Files;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Against arrays that PIL, torchvision and NumPy made from the same photograph. */
class GoldenTransformTest {
  private static final double EXACT = 0;

  static Stream<Arguments> goldens() {
    return Stream.of(
        // 8-bit results are PIL's to the bit, though a difference of one would be allowed.
        Arguments.of("rescale=32x48", "rescale_exact_antialias", EXACT),
        Arguments.of("rescale=40", "rescale_short40_antialias", EXACT),
        Arguments.of("rescale=117x165", "rescale_up_antialias", EXACT),
        Arguments.of("rescale=32x48:plain", "rescale_exact_plain", 1e-3),
        Arguments.of("rescale=117x165:plain", "rescale_up_plain", 1e-3),
        Arguments.of("to-tensor", "to_tensor", 1e-6),
        Arguments.of("to-tensor,normalize", "normalize", 1e-5),
        Arguments.of("to-tensor,normalize=0.485:0.456:0.406/0.229:0.224:0.225", "normalize", 1e-5),
        Arguments.of("to-tensor,affine=1.7:-0.3", "affine", 1e-6),
        Arguments.of("to-tensor=256,grey", "grey_mean", 1e-6),
        Arguments.of("grey,to-tensor=256", "grey_mean", 1e-6));
  }

  @ParameterizedTest(name = "{0} gives {1}")
  @MethodSource("goldens")
  void matches(String stages, String golden, double tolerance) throws Exception {
    assertSame(Stages.parse(stages).apply(photo()), golden, tolerance);
  }

  @Test
  void decoderReadsThePixels() throws Exception {
    byte[] png = Files.readAllBytes(Npy.golden("transform/photo.png"));
    assertThat(new ImageDecoder().rgb(png).bytes()).isEqualTo(photo().bytes());
  }

  @Test
  void labelsMoveByNearestWhateverTheImageDoes() throws Exception {
    Npy mask = Npy.read(Npy.golden("transform/mask.npy"));
    Raster labels = Raster.uint8(mask.shape()[0], mask.shape()[1], 1, Layout.HWC, mask.bytes());
    assertSame(Stages.parse("rescale=32x48:nearest").apply(labels), "mask_nearest", EXACT);
    Stages forImages = Stages.parse("rescale=32x48,to-tensor,normalize");
    assertSame(forImages.applyToTarget(labels, TargetKind.LABELS), "mask_nearest", EXACT);
  }

  @ParameterizedTest
  @CsvSource({
    "rescale=32x48:plain",
    "rescale=117x165:plain",
    "rescale=40",
    "rescale=32x48:nearest"
  })
  void rescalingCommutesWithToTensor(String rescale) throws Exception {
    Raster before = Stages.parse(rescale + ",to-tensor").apply(photo().toFloat32());
    Raster after = Stages.parse("to-tensor," + rescale).apply(photo().toFloat32());
    assertThat(after.layout()).isEqualTo(Layout.CHW);
    assertThat(after.floats()).hasSize(before.floats().length);
    for (int i = 0; i < before.floats().length; i++) {
      assertThat(after.floats()[i]).isCloseTo(before.floats()[i], within(1e-6f));
    }
  }

  private static Raster photo() throws IOException {
    Npy photo = Npy.read(Npy.golden("transform/photo.npy"));
    return Raster.uint8(photo.shape()[0], photo.shape()[1], 3, Layout.HWC, photo.bytes());
  }

  private static void assertSame(Raster found, String golden, double tolerance) throws IOException {
    Npy expected = Npy.read(Npy.golden("transform/" + golden + ".npy"));
    float[] values = found.toFloat32().floats();
    float[] wanted = expected.floats();
    assertThat(values).hasSameSizeAs(wanted);
    double worst = 0;
    for (int i = 0; i < values.length; i++) {
      worst = Math.max(worst, Math.abs(values[i] - wanted[i]));
    }
    assertThat(worst).isLessThanOrEqualTo(tolerance);
    int[] shape = expected.shape();
    int heightAxis = found.layout() == Layout.CHW && shape.length == 3 ? 1 : 0;
    assertThat(found.height()).isEqualTo(shape[heightAxis]);
    assertThat(found.width()).isEqualTo(shape[heightAxis + 1]);
  }
}
