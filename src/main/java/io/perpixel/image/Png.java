package io.perpixel.image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Encodes images as PNG files. */
public final class Png {
  private Png() {}

  /**
   * A PNG of 8 bits a channel.
   *
   * @param image uint8 HWC with three channels, R, G, B, or with one, which makes a grey PNG
   * @throws IllegalArgumentException if it is anything else, or without pixels
   */
  public static byte[] encode(Raster image) {
    boolean grey = image.channels() == 1;
    if (image.dtype() != DType.UINT8
        || image.layout() != Layout.HWC
        || (image.channels() != 3 && !grey)
        || image.isEmpty()) {
      throw new IllegalArgumentException("expected HxWx3 or HxWx1 uint8 HWC, found " + image);
    }
    return encode(grey ? greyPicture(image) : picture(image));
  }

  /**
   * A PNG with a palette: the index of a pixel is its class, the palette PASCAL VOC's.
   *
   * @param classes HxWx1 uint8
   * @throws IllegalArgumentException if it is anything else, or without pixels
   */
  public static byte[] encodeClasses(Raster classes) {
    if (classes.dtype() != DType.UINT8 || classes.channels() != 1 || classes.isEmpty()) {
      throw new IllegalArgumentException("expected HxWx1 uint8, found " + classes);
    }
    int[] colours = IntStream.range(0, 256).map(ClassColours::rgb).toArray();
    IndexColorModel palette =
        new IndexColorModel(8, colours.length, colours, 0, false, -1, DataBuffer.TYPE_BYTE);
    BufferedImage picture =
        new BufferedImage(
            classes.width(), classes.height(), BufferedImage.TYPE_BYTE_INDEXED, palette);
    picture.getRaster().setDataElements(0, 0, classes.width(), classes.height(), classes.bytes());
    return encode(picture);
  }

  private static BufferedImage greyPicture(Raster image) {
    BufferedImage picture =
        new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_BYTE_GRAY);
    picture.getRaster().setDataElements(0, 0, image.width(), image.height(), image.bytes());
    return picture;
  }

  /**
   * An image as Java draws it.
   *
   * @param image uint8 HWC with three channels, R, G, B
   */
  public static BufferedImage picture(Raster image) {
    int height = image.height();
    int width = image.width();
    byte[] rgb = image.bytes();
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    int[] row = new int[width];
    for (int y = 0, i = 0; y < height; y++) {
      for (int x = 0; x < width; x++, i += 3) {
        row[x] = (rgb[i] & 255) << 16 | (rgb[i + 1] & 255) << 8 | rgb[i + 2] & 255;
      }
      picture.setRGB(0, y, width, 1, row, 0, width);
    }
    return picture;
  }

  /** A PNG of a picture that Java has drawn, in its own colours. */
  public static byte[] encode(BufferedImage picture) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    // Not the default stream, which puts a cache on disk.
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      if (!ImageIO.write(picture, "png", out)) {
        throw new IllegalStateException("this Java has no PNG writer");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory cannot fail", e);
    }
    return bytes.toByteArray();
  }
}
