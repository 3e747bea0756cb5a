package io.perpixel.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How many is a system property, for runs that take longer than a build may. */
class MutatedImagesTest {
  private static final int COUNT = Integer.getInteger("mutations", 1500);
  private static final long SEED = Long.getLong("mutations.seed", 6);
  private static final Duration TIME = Duration.ofSeconds(5);

  /** Far above the limit, since machines stall; far below what a bomb would take. */
  private static final Duration MOST = Duration.ofMinutes(1);

  @Test
  void damageIsRefusedOrDecodedNothingElse() throws Exception {
    Mutations mutations = new Mutations(SEED);
    ImageDecoder decoder =
        new ImageDecoder(DecodeOptions.defaults().withLimits(1 << 22, 1 << 20, TIME));
    int decoded = 0;
    for (int i = 0; i < COUNT; i++) {
      byte[] file = mutations.next();
      long start = System.nanoTime();
      try {
        Raster image = decoder.rgb(file);
        assertThat(image.channels()).isEqualTo(3);
        assertThat(image.bytes()).hasSize(image.height() * image.width() * 3);
        decoded++;
      } catch (BadImageException e) {
        assertThat(e.getMessage()).as("mutation %d", i).isNotBlank();
      }
      assertThat(Duration.ofNanos(System.nanoTime() - start)).as("mutation %d", i).isLessThan(MOST);
    }
    // Otherwise the damage is too great, or too small, to show anything.
    assertThat(decoded).isBetween(COUNT / 10, COUNT * 9 / 10);
  }

  @Test
  void nativeDecodersSurviveWhateverTheyAreGiven() throws Exception {
    Mutations mutations = new Mutations(SEED + 1, ".*\\.(jpg|webp)");
    assertThat(NativeCodec.isAvailable()).isTrue();
    for (int i = 0; i < COUNT; i++) {
      byte[] file = mutations.next();
      assertThatCode(() -> decode(file)).as("mutation %d", i).doesNotThrowAnyException();
    }
  }

  private static void decode(byte[] file) {
    try {
      if (WebpHeader.starts(file)) {
        WebpHeader header = WebpHeader.of(file);
        ImageIoReader.requirePixels(header.width(), header.height(), 1 << 22);
        NativeCodec.webp(file);
      } else if (JpegHeader.starts(file)) {
        JpegHeader header = JpegHeader.of(file);
        ImageIoReader.requirePixels(header.width(), header.height(), 1 << 22);
        NativeCodec.jpeg(file, 1 << header.width() % 4);
      }
    } catch (BadImageException e) {
      // Never reaches native code.
    }
  }
}
