package io.perpixel.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Masks as data sets store them: with palettes, in grey of any depth, in colours. */
final class MaskReaderTest {
  private static final ImageDecoder DECODER = new ImageDecoder();
  private static final MaskCoding TRIMAP =
      new MaskCoding(
          2, 255, MaskCoding.parseColours(List.of("128:128:0=0", "128:0:0=1", "0:0:0=ignore")));

  private static byte[] png(BufferedImage image) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, "png", bytes)).isTrue();
    return bytes.toByteArray();
  }

  /** Of {@code type}, or with a palette of so many bits in which index i has the colour 255 - i. */
  private static byte[] values(int type, int bits, int... values) throws IOException {
    BufferedImage image = new BufferedImage(values.length, 1, type);
    if (bits > 0) {
      byte[] levels = new byte[1 << bits];
      for (int i = 0; i < levels.length; i++) {
        levels[i] = (byte) (255 - i);
      }
      IndexColorModel palette =
          new IndexColorModel(bits, levels.length, levels, new byte[levels.length], levels);
      image = new BufferedImage(values.length, 1, type, palette);
    }
    for (int x = 0; x < values.length; x++) {
      image.getRaster().setSample(x, 0, 0, values[x]);
    }
    return png(image);
  }

  private static byte[] colours(int... rgb) throws IOException {
    BufferedImage image = new BufferedImage(rgb.length, 1, BufferedImage.TYPE_INT_RGB);
    for (int x = 0; x < rgb.length; x++) {
      image.setRGB(x, 0, rgb[x]);
    }
    return png(image);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8})
  void ofAPaletteTheIndexCountsNotTheColour(int bits) throws IOException {
    int type = bits == 8 ? BufferedImage.TYPE_BYTE_INDEXED : BufferedImage.TYPE_BYTE_BINARY;
    Raster mask = DECODER.mask(values(type, bits, 0, 1, 1), MaskCoding.INDICES);
    assertThat(mask).hasToString("1x3x1 uint8 HWC");
    assertThat(mask.bytes()).containsExactly(0, 1, 1);
  }

  @Test
  void greyValuesAreClassesWhateverTheirDepth() throws IOException {
    MaskCoding voc = new MaskCoding(21, 255, Map.of());
    byte[] grey = values(BufferedImage.TYPE_BYTE_GRAY, 0, 0, 20, 255);
    assertThat(DECODER.mask(grey, voc).bytes()).containsExactly(0, 20, (byte) 255);
    byte[] deep = values(BufferedImage.TYPE_USHORT_GRAY, 0, 0, 20, 255);
    assertThat(DECODER.mask(deep, voc).bytes())
        .as("16 bits are not cut to 8")
        .containsExactly(0, 20, (byte) 255);
    byte[] bits = values(BufferedImage.TYPE_BYTE_BINARY, 0, 0, 1);
    assertThat(DECODER.mask(bits, voc).bytes()).as("not 0 and 255").containsExactly(0, 1);
    MaskCoding zero = new MaskCoding(3, 0, Map.of());
    assertThat(DECODER.mask(values(BufferedImage.TYPE_BYTE_GRAY, 0, 0, 2), zero).bytes())
        .as("0 is what is ignored")
        .containsExactly((byte) 255, 2);
  }

  @Test
  void whatIsNoClassIsNamedWithItsPlace() throws IOException {
    MaskCoding two = new MaskCoding(2, 255, Map.of());
    assertThatThrownBy(() -> DECODER.mask(values(BufferedImage.TYPE_BYTE_GRAY, 0, 0, 1, 2), two))
        .isInstanceOf(BadImageException.class)
        .hasMessage(
            "the mask has the value 2 at row 0, column 2: expected classes 0 to 1, or 255 to ignore");
    assertThatThrownBy(
            () -> DECODER.mask(values(BufferedImage.TYPE_USHORT_GRAY, 0, 300), MaskCoding.INDICES))
        .hasMessageContaining("the value 300 at row 0, column 0: expected classes 0 to 254");
    assertThatThrownBy(
            () ->
                DECODER.mask(
                    values(BufferedImage.TYPE_BYTE_GRAY, 0, 255),
                    new MaskCoding(2, MaskCoding.NONE, Map.of())))
        .hasMessageEndingWith("expected classes 0 to 1");
    assertThatThrownBy(() -> DECODER.mask(new byte[] {1, 2, 3}, two))
        .hasMessageContaining("not a JPEG, PNG");
  }

  @Test
  void coloursStandForClassesAsTold() throws IOException {
    Raster mask = DECODER.mask(colours(0x808000, 0x800000, 0), TRIMAP);
    assertThat(mask.bytes()).containsExactly(0, 1, (byte) 255);
    MaskCoding course = TRIMAP.with(MaskCoding.parseColours(List.of("0:0:0=0")));
    assertThat(DECODER.mask(colours(0x808000, 0x800000, 0), course).bytes())
        .containsExactly(0, 1, 0);
    assertThat(DECODER.mask(values(BufferedImage.TYPE_BYTE_GRAY, 0, 0), TRIMAP).bytes())
        .as("black is black, also in grey")
        .containsExactly((byte) 255);
    assertThatThrownBy(() -> DECODER.mask(colours(0x800000, 0x810000), TRIMAP))
        .hasMessage(
            "the mask has the colour 129:0:0 at row 0, column 1: expected one of 0:0:0=ignore,128:0:0=1,128:128:0=0");
    assertThatThrownBy(() -> DECODER.mask(values(BufferedImage.TYPE_USHORT_GRAY, 0, 0), TRIMAP))
        .hasMessageContaining("16 bits a channel");
  }

  @Test
  void coloursOfWhichNothingIsKnown() throws IOException {
    assertThat(DECODER.mask(colours(0x800000), MaskCoding.INDICES))
        .as("left as they are where no model asks for classes")
        .hasToString("1x1x3 uint8 HWC");
    assertThatThrownBy(() -> DECODER.mask(colours(0x800000), MaskCoding.INDICES.of(2)))
        .hasMessageContaining("in colours, which name no classes");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "128:0:0|expected R:G:B=CLASS",
        "red=1|expected R:G:B=CLASS",
        "300:0:0=1|has 300, expected numbers from 0 to 255",
        "0:0:0=256|has 256",
        "1:2:3=0,1:2:3=1|1:2:3 is given twice"
      })
  void wrongColoursAreNamed(String texts, String message) {
    assertThatThrownBy(() -> MaskCoding.parseColours(List.of(texts.split(","))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void codingsThatCannotBe() {
    assertThatThrownBy(() -> new MaskCoding(256, 255, Map.of())).hasMessageContaining("1 to 255");
    assertThatThrownBy(() -> new MaskCoding(2, -2, Map.of())).hasMessageContaining("0 to 65535");
    assertThatThrownBy(() -> new MaskCoding(2, 255, Map.of(0xff, 2)))
        .hasMessageContaining("0:0:255 stands for class 2, but there are 2 classes");
  }

  /** As the development kit of PASCAL VOC lists them. */
  @ParameterizedTest
  @CsvSource({
    "0,0",
    "1,800000",
    "2,8000",
    "3,808000",
    "8,400000",
    "15,c08080",
    "20,4080",
    "255,e0e0c0"
  })
  void coloursOfClassesAreThoseOfPascalVoc(int index, String rgb) {
    assertThat(ClassColours.rgb(index)).isEqualTo(Integer.parseInt(rgb, 16));
  }

  @Test
  void writtenMasksAreReadAgain() throws IOException {
    byte[] classes = {0, 1, 20, (byte) 254, (byte) 255};
    byte[] file = Png.encodeClasses(Raster.uint8(1, 5, 1, Layout.HWC, classes));
    assertThat(DECODER.mask(file, MaskCoding.INDICES).bytes()).isEqualTo(classes);
    assertThat(DECODER.decode(file).channels()).as("in colours for people").isEqualTo(3);
    assertThatThrownBy(() -> Png.encodeClasses(Raster.uint8(1, 1, 3, Layout.HWC, new byte[3])))
        .hasMessageContaining("HxWx1");
  }
}
