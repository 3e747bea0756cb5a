package io.perpixel.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes PNG, JPEG, GIF (first frame) and BMP to uint8 HWC, within limits.
 *
 * <p>The size that the header claims is checked before a pixel is decoded, so a small file that
 * unfolds into gigabytes costs nothing. A file that ends early is an error, though most decoders
 * would fill the rest with grey. EXIF orientation is not applied, as in PIL's {@code open}.
 */
public final class ImageDecoder implements Serializable {
  private static final long serialVersionUID = 1L;

  /** 2^26 pixels, 192 MiB as RGB: far above any camera in the data sets named in the README. */
  public static final long DEFAULT_MAX_PIXELS = OutputSize.MAX_PIXELS;

  /** 256 MiB. */
  public static final long DEFAULT_MAX_BYTES = 1L << 28;

  /** Not everything ImageIO offers: its WBMP reader takes nearly any bytes for an image. */
  private static final Set<String> FORMATS = Set.of("png", "jpeg", "jpg", "gif", "bmp");

  private static final Pattern ENDS_EARLY =
      Pattern.compile("premature|truncat|unexpected end|end of (file|input|stream)|eof");

  static {
    // Executors load our jar late: a registry that was filled before does not know the JPEG reader
    // in it.
    ImageIO.scanForPlugins();
  }

  private final long maxPixels;
  private final long maxBytes;

  /** With the default limits. */
  public ImageDecoder() {
    this(DEFAULT_MAX_PIXELS, DEFAULT_MAX_BYTES);
  }

  /**
   * @param maxPixels most pixels an image may have
   * @param maxBytes most bytes a file may have
   */
  public ImageDecoder(long maxPixels, long maxBytes) {
    this.maxPixels = maxPixels;
    this.maxBytes = maxBytes;
  }

  /** Most bytes a file may have: callers check it before they read the file. */
  public long maxBytes() {
    return maxBytes;
  }

  /**
   * The image as height x width x 3, uint8; grey becomes three equal channels.
   *
   * @throws BadImageException if the bytes are no image, end early or exceed the limits
   */
  public Raster rgb(byte[] file) throws BadImageException {
    Raster image = decode(file);
    return image.channels() == 3 ? image : grey(image, 3);
  }

  /**
   * The image with the channels it has: one if it is grey, else three.
   *
   * @throws BadImageException as {@link #rgb}
   */
  public Raster decode(byte[] file) throws BadImageException {
    return decode(file, PixelReader::read);
  }

  /**
   * The classes of a mask, height x width x 1; see {@link MaskCoding}. A mask in colours of which
   * nothing is known stays as it is, height x width x 3.
   *
   * @throws BadImageException as {@link #rgb}, or if a value or colour of the mask is no class
   */
  public Raster mask(byte[] file, MaskCoding coding) throws BadImageException {
    return decode(file, image -> MaskReader.read(image, coding));
  }

  private interface Reading {
    Raster of(BufferedImage image) throws BadImageException;
  }

  private Raster decode(byte[] file, Reading reading) throws BadImageException {
    requireSize(file.length);
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      return reading.of(read(in));
    } catch (BadImageException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // Corrupt input surfaces as anything from EOFException to ArrayIndexOutOfBoundsException.
      throw new BadImageException("broken image: " + describe(e), e);
    }
  }

  /**
   * Checks a file's length.
   *
   * @throws BadImageException if it is zero or beyond the limit
   */
  public void requireSize(long bytes) throws BadImageException {
    if (bytes == 0) {
      throw new BadImageException("the file is empty");
    }
    if (bytes > maxBytes) {
      throw new BadImageException(
          "the file has %d bytes, more than the limit of %d".formatted(bytes, maxBytes));
    }
  }

  private BufferedImage read(ImageInputStream in) throws IOException {
    ImageReader reader = reader(in);
    List<String> warnings = new ArrayList<>();
    try {
      reader.setInput(in, true, true);
      long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
      if (pixels > maxPixels) {
        throw new BadImageException(
            "the header claims %d x %d pixels (width x height), more than the limit of %d"
                .formatted(reader.getWidth(0), reader.getHeight(0), maxPixels));
      }
      reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
      BufferedImage image = reader.read(0);
      for (String warning : warnings) {
        if (ENDS_EARLY.matcher(warning.toLowerCase(Locale.ROOT)).find()) {
          throw new BadImageException("the image is truncated: " + warning);
        }
      }
      return image;
    } finally {
      reader.dispose();
    }
  }

  private static ImageReader reader(ImageInputStream in) throws IOException {
    Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
    while (readers.hasNext()) {
      ImageReader reader = readers.next();
      if (FORMATS.contains(reader.getFormatName().toLowerCase(Locale.ROOT))) {
        return reader;
      }
    }
    throw new BadImageException("not a PNG, JPEG, GIF or BMP image");
  }

  private static String describe(Exception e) {
    StringBuilder text = new StringBuilder();
    for (Throwable t = e; t != null; t = t.getCause()) {
      text.append(text.isEmpty() ? "" : ": ").append(t.getClass().getSimpleName());
      text.append(t.getMessage() == null ? "" : " (" + t.getMessage() + ")");
    }
    return text.toString();
  }

  private static Raster grey(Raster image, int channels) {
    byte[] in = image.bytes();
    byte[] out = new byte[in.length * channels];
    for (int i = 0; i < out.length; i++) {
      out[i] = in[i / channels];
    }
    return Raster.uint8(image.height(), image.width(), channels, Layout.HWC, out);
  }
}
