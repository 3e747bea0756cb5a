package io.perpixel.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {
  private final ImageDecoder decoder = new ImageDecoder();

  @ParameterizedTest
  @ValueSource(ints = {BufferedImage.TYPE_3BYTE_BGR, BufferedImage.TYPE_4BYTE_ABGR})
  void alphaIsDroppedNotBlended(int type) throws IOException {
    BufferedImage image = new BufferedImage(2, 1, type);
    image.setRGB(0, 0, 0x80102030);
    image.setRGB(1, 0, 0xff405060);
    assertThat(decoder.rgb(encode(image, "png")).bytes())
        .containsExactly(0x10, 0x20, 0x30, 0x40, 0x50, 0x60);
  }

  @Test
  void aTimeLimitThatClocksCannotCountIsRefusedAndNotEveryImage() {
    DecodeOptions options = DecodeOptions.defaults();
    assertThatThrownBy(() -> options.withLimits(1, 1, Duration.ofMillis(Long.MAX_VALUE)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most a day");
  }

  @Test
  void greyKeepsItsStoredValues() throws IOException {
    BufferedImage image = new BufferedImage(256, 1, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 256; i++) {
      image.getRaster().setSample(i, 0, 0, i);
    }
    Raster grey = decoder.decode(encode(image, "png"));
    assertThat(grey.channels()).isEqualTo(1);
    assertThat(grey.at(0, 100, 0)).isEqualTo(100f);
    Raster rgb = decoder.rgb(encode(image, "png"));
    assertThat(rgb.channels()).isEqualTo(3);
    assertThat(rgb.at(0, 200, 1)).isEqualTo(200f);
  }

  @Test
  void sixteenBitsKeepTheUpperEight() throws IOException {
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_USHORT_GRAY);
    image.getRaster().setSample(0, 0, 0, 0xabcd);
    assertThat(decoder.decode(encode(image, "png")).bytes()).containsExactly((byte) 0xab);
  }

  @Test
  void palettesAreLookedUp() throws IOException {
    byte[] red = {(byte) 128, (byte) 128, 0};
    byte[] green = {0, (byte) 128, 0};
    byte[] blue = {0, 0, 0};
    BufferedImage image =
        new BufferedImage(
            3, 1, BufferedImage.TYPE_BYTE_INDEXED, new IndexColorModel(2, 3, red, green, blue));
    image.getRaster().setPixels(0, 0, 3, 1, new int[] {1, 0, 2});
    assertThat(decoder.decode(encode(image, "png")).bytes())
        .containsExactly((byte) 128, (byte) 128, 0, (byte) 128, 0, 0, 0, 0, 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg", "gif", "bmp"})
  void truncationIsAnErrorInEveryFormat(String format) throws IOException {
    byte[] whole = encode(noise(64, 48), format);
    assertThat(decoder.rgb(whole)).hasToString("48x64x3 uint8 HWC");
    for (double part : new double[] {0.05, 0.3, 0.5, 0.9}) {
      byte[] cut = Arrays.copyOf(whole, (int) (whole.length * part));
      assertThatThrownBy(() -> decoder.rgb(cut))
          .as("%s cut to %s", format, part)
          .isInstanceOf(BadImageException.class);
    }
  }

  @Test
  void damagedBytesNeverEscapeAsSomethingElse() throws IOException {
    byte[] png = Files.readAllBytes(io.perpixel.testing.Npy.golden("transform/photo.png"));
    byte[] jpeg = encode(noise(40, 40), "jpg");
    Random random = new Random(5);
    for (int i = 0; i < 300; i++) {
      byte[] file = (i % 2 == 0 ? png : jpeg).clone();
      for (int k = 0; k < 4; k++) {
        file[random.nextInt(file.length)] = (byte) random.nextInt();
      }
      try {
        assertThat(decoder.rgb(file).channels()).isEqualTo(3);
      } catch (BadImageException e) {
        assertThat(e).hasMessageNotContainingAny("null");
      }
    }
  }

  @Test
  void bombsAreRefusedByTheirHeader() {
    byte[] bomb = pngHeader(60_000, 60_000);
    assertThat(bomb).hasSizeLessThan(100);
    assertThatThrownBy(() -> decoder.rgb(bomb))
        .isInstanceOf(BadImageException.class)
        .hasMessageContaining("claims 60000 x 60000 pixels");
  }

  /** 4000 x 4000 pixels, a thousand times over, in 190 kB: libjpeg would work on it for minutes. */
  @Test
  void aBombOfScansIsStopped() throws Exception {
    byte[] few =
        Files.readAllBytes(Path.of(getClass().getResource("/pictures/progressive.jpg").toURI()));
    int frame = indexOf(few, 0xc2, 0);
    ByteBuffer.wrap(few).putShort(frame + 5, (short) 4000).putShort(frame + 7, (short) 4000);
    int last = frame;
    for (int scan = frame; scan >= 0; scan = indexOf(few, 0xda, scan + 1)) {
      last = scan;
    }
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    bomb.write(few, 0, few.length - 2);
    for (int i = 0; i < 1000; i++) {
      bomb.write(few, last, few.length - 2 - last);
    }
    ImageDecoder hasty =
        new ImageDecoder(
            DecodeOptions.defaults().withLimits(1 << 26, 1 << 20, Duration.ofMillis(300)));
    long start = System.nanoTime();
    assertThatThrownBy(() -> hasty.rgb(bomb.toByteArray()))
        .isInstanceOf(BadImageException.class)
        .hasMessage("decoding took longer than the limit of 0.3 s");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMinutes(1));
  }

  private static int indexOf(byte[] file, int marker, int from) {
    for (int i = from; i + 1 < file.length; i++) {
      if (file[i] == -1 && (file[i + 1] & 255) == marker) {
        return i;
      }
    }
    return -1;
  }

  @Test
  void javasOwnDecodersAreStoppedToo() throws IOException {
    byte[] png = encode(noise(1200, 1000), "png");
    ImageDecoder hasty =
        new ImageDecoder(
            DecodeOptions.defaults().withLimits(1 << 26, 1 << 26, Duration.ofMillis(1)));
    assertThatThrownBy(() -> hasty.rgb(png)).hasMessageContaining("longer than the limit");
  }

  @Test
  void filesBeyondTheLimitsAreRefused() throws IOException {
    byte[] png = encode(noise(10, 10), "png");
    assertThatThrownBy(() -> limited(99, 1 << 20).rgb(png)).hasMessageContaining("10 x 10 pixels");
    assertThat(limited(100, 1 << 20).rgb(png).width()).isEqualTo(10);
    assertThatThrownBy(() -> limited(100, 50).rgb(png))
        .hasMessageContaining("more than the limit of 50");
  }

  @Test
  void whatIsNoImageSaysSo() {
    assertThatThrownBy(() -> decoder.rgb(new byte[0])).hasMessage("the file is empty");
    byte[] text = "not an image at all, just words".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> decoder.rgb(text))
        .hasMessageContaining("not a JPEG, PNG, GIF, BMP or WebP");
    // ImageIO would take these zeros for a WBMP.
    assertThatThrownBy(() -> decoder.rgb(new byte[] {0, 0, 1, 1, 0}))
        .isInstanceOf(BadImageException.class);
  }

  private static ImageDecoder limited(long pixels, long bytes) {
    return new ImageDecoder(
        DecodeOptions.defaults().withLimits(pixels, bytes, DecodeOptions.DEFAULT_TIME_LIMIT));
  }

  private static BufferedImage noise(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    Random random = new Random(3);
    for (int i = 0; i < width * height; i++) {
      image.setRGB(i % width, i / width, random.nextInt());
    }
    return image;
  }

  private static byte[] encode(BufferedImage image, String format) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, format, out)).isTrue();
    return out.toByteArray();
  }

  /** A PNG of nothing but a signature, a header, an empty IDAT and the end. */
  private static byte[] pngHeader(int width, int height) {
    ByteBuffer png = ByteBuffer.allocate(8 + 25 + 12 + 12);
    png.put(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height);
    chunk(png, "IHDR", header.put(new byte[] {8, 2, 0, 0, 0}).array());
    chunk(png, "IDAT", new byte[0]);
    chunk(png, "IEND", new byte[0]);
    return png.array();
  }

  private static void chunk(ByteBuffer png, String type, byte[] data) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(data);
    png.putInt(data.length).put(name).put(data).putInt((int) crc.getValue());
  }
}
