package io.perpixel.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Encodes images as JPEG files. */
public final class Jpeg {
  private static final float QUALITY = 0.95f;

  private Jpeg() {}

  /**
   * A JPEG of quality 95 %.
   *
   * @param image uint8 HWC with three channels, R, G, B
   * @throws IllegalArgumentException if it is anything else, or without pixels
   */
  public static byte[] encode(Raster image) {
    if (image.dtype() != DType.UINT8
        || image.layout() != Layout.HWC
        || image.channels() != 3
        || image.isEmpty()) {
      throw new IllegalArgumentException("expected HxWx3 uint8 HWC, found " + image);
    }
    BufferedImage picture = Png.picture(image);
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriteParam how = writer.getDefaultWriteParam();
      how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      how.setCompressionQuality(QUALITY);
      writer.setOutput(out);
      writer.write(null, new IIOImage(picture, null, null), how);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory cannot fail", e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
