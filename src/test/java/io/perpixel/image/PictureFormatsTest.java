package io.perpixel.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.perpixel.testing.Npy;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One small picture of each kind beside what PIL's {@code convert("RGB")} makes of it. */
class PictureFormatsTest {
  private static final Path PICTURES = pictures();

  private static Path pictures() {
    try {
      return Path.of(PictureFormatsTest.class.getResource("/pictures").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(PICTURES)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.endsWith(".npy") && !name.endsWith(".py"))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void isReadAsPilReadsIt(String name) throws IOException {
    Raster found = new ImageDecoder().rgb(Files.readAllBytes(PICTURES.resolve(name)));
    assertSame(found, name + ".npy");
  }

  static List<String> jpegs() throws IOException {
    return names().stream().filter(name -> name.endsWith(".jpg")).toList();
  }

  /** What serves where there are no native libraries, and for CMYK everywhere. */
  @ParameterizedTest
  @MethodSource("jpegs")
  void javasOwnDecoderGivesTheSame(String name) throws IOException {
    byte[] file = Files.readAllBytes(PICTURES.resolve(name));
    Raster found =
        JpegPixels.of(
            ImageIoReader.read(
                file, 1 << 20, new Deadline(Duration.ofMinutes(1)), r -> r.readRaster(0, null)),
            JpegHeader.of(file).colour());
    Npy wanted = Npy.read(PICTURES.resolve(name + ".npy"));
    if (found.channels() == 3) {
      assertSame(found, name + ".npy");
    } else {
      assertThat(found.bytes()[99]).isEqualTo(wanted.bytes()[3 * 99]);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5, 6, 7, 8})
  void isTurnedAsPilTurnsIt(int orientation) throws IOException {
    String name = "exif-" + orientation + ".jpg";
    ImageDecoder upright = new ImageDecoder(DecodeOptions.defaults().turningUpright());
    assertSame(upright.rgb(Files.readAllBytes(PICTURES.resolve(name))), name + ".upright.npy");
  }

  /** 37x53 at half its size is 19x27: enough for 18x26, too little for 20x26. */
  @ParameterizedTest
  @CsvSource({"18, 26, .half.npy", "18, 27, .npy", "9, 13, .quarter", "40, 40, .npy"})
  void isDecodedAtAFractionOnlyIfThatIsEnough(int height, int width, String expected)
      throws IOException {
    Rescale next = Rescale.exact(height, width, Interpolation.ANTIALIAS);
    ImageDecoder scaling = new ImageDecoder(DecodeOptions.defaults().scalingFor(next));
    Raster found = scaling.rgb(Files.readAllBytes(PICTURES.resolve("baseline-420.jpg")));
    if (expected.equals(".quarter")) {
      assertThat(found).hasToString("10x14x3 uint8 HWC");
    } else {
      assertSame(found, "baseline-420.jpg" + expected);
    }
  }

  private static void assertSame(Raster found, String expected) throws IOException {
    Npy wanted = Npy.read(PICTURES.resolve(expected));
    assertThat(found.height()).isEqualTo(wanted.shape()[0]);
    assertThat(found.width()).isEqualTo(wanted.shape()[1]);
    byte[] values = wanted.bytes();
    int different = 0;
    int worst = 0;
    for (int i = 0; i < values.length; i++) {
      int difference = Math.abs((values[i] & 255) - (found.bytes()[i] & 255));
      worst = Math.max(worst, difference);
      different += difference > 0 ? 1 : 0;
    }
    assertThat(worst).as("%d of %d values differ by up to", different, values.length).isZero();
  }
}
