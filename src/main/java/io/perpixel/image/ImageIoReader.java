package io.perpixel.image;

import java.io.IOException;
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

/** Decodes with Java's image readers: within limits, and never half an image. */
final class ImageIoReader {
  /** Not everything ImageIO offers: its WBMP reader takes nearly any bytes for an image. */
  private static final Set<String> FORMATS = Set.of("png", "jpeg", "jpg", "gif", "bmp");

  private static final Pattern ENDS_EARLY =
      Pattern.compile("premature|truncat|unexpected end|end of (file|input|stream)|eof");

  static {
    // Executors load our jar late: a registry that was filled before does not know the JPEG reader
    // in it.
    ImageIO.scanForPlugins();
  }

  private ImageIoReader() {}

  /** What is wanted of a reader whose input is open and whose size is within the limit. */
  interface Reading<T> {
    T of(ImageReader reader) throws IOException;
  }

  /**
   * Opens a file and reads from it.
   *
   * @throws BadImageException if it is of no format that we read, larger than {@code maxPixels}, or
   *     ends early, though most decoders would fill the rest with grey
   * @throws IOException or anything unchecked if it is broken
   */
  static <T> T read(byte[] file, long maxPixels, Deadline deadline, Reading<T> reading)
      throws IOException {
    try (ImageInputStream in = new MemoryCacheImageInputStream(deadline.over(file))) {
      ImageReader reader = reader(in);
      try {
        reader.setInput(in, true, true);
        requirePixels(reader.getWidth(0), reader.getHeight(0), maxPixels);
        List<String> warnings = new ArrayList<>();
        reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
        deadline.watch(reader);
        T result = reading.of(reader);
        for (String warning : warnings) {
          if (ENDS_EARLY.matcher(warning.toLowerCase(Locale.ROOT)).find()) {
            throw new BadImageException("the image is truncated: " + warning);
          }
        }
        return result;
      } finally {
        reader.dispose();
      }
    }
  }

  /**
   * Checks what a header claims.
   *
   * @throws BadImageException if it is too large, or empty
   */
  static void requirePixels(int width, int height, long maxPixels) throws BadImageException {
    if (width < 1 || height < 1) {
      throw new BadImageException(
          "the header claims %d x %d pixels (width x height)".formatted(width, height));
    }
    if ((long) width * height > maxPixels) {
      throw new BadImageException(
          "the header claims %d x %d pixels (width x height), more than the limit of %d"
              .formatted(width, height, maxPixels));
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
    throw new BadImageException("not a JPEG, PNG, GIF, BMP or WebP image");
  }
}
