package io.perpixel.image;

import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;

/**
 * Decodes JPEG, PNG, GIF (first frame), BMP and WebP to uint8 HWC, within limits; pixels are those
 * of PIL's {@code convert("RGB")}.
 *
 * <p>The size that the header claims is checked before a pixel is decoded, so a small file that
 * unfolds into gigabytes costs nothing. A file that ends early is an error, though most decoders
 * would fill the rest with grey. EXIF orientation is not applied unless asked for, as in PIL's
 * {@code open}.
 *
 * <p>JPEG goes through libjpeg-turbo where it is at hand. What that stumbles over, and CMYK, Java's
 * own decoder decides upon: it can say what is wrong, and be stopped.
 */
public final class ImageDecoder implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * Pixels times scans that native code, which cannot be stopped, may be given: some two seconds.
   */
  private static final long NATIVE_WORK = 1L << 28;

  private static final int MAX_REDUCTION = 8;

  private final DecodeOptions options;

  /** With the default options. */
  public ImageDecoder() {
    this(DecodeOptions.defaults());
  }

  /** With options. */
  public ImageDecoder(DecodeOptions options) {
    this.options = options;
  }

  /** What it was made with. */
  public DecodeOptions options() {
    return options;
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
    return guarded(
        file,
        deadline -> {
          if (JpegHeader.starts(file)) {
            return jpeg(file, deadline);
          }
          return WebpHeader.starts(file) ? webp(file) : PixelReader.read(picture(file, deadline));
        });
  }

  /**
   * The classes of a mask, height x width x 1; see {@link MaskCoding}. A mask in colours of which
   * nothing is known stays as it is, height x width x 3.
   *
   * @throws BadImageException as {@link #rgb}, or if a value or colour of the mask is no class
   */
  public Raster mask(byte[] file, MaskCoding coding) throws BadImageException {
    return guarded(file, deadline -> MaskReader.read(picture(file, deadline), coding));
  }

  private BufferedImage picture(byte[] file, Deadline deadline) throws IOException {
    if (!GifHeader.starts(file)) {
      return ImageIoReader.read(file, options.maxPixels(), deadline, reader -> reader.read(0));
    }
    GifHeader header = GifHeader.of(file);
    int width = header.pictureWidth();
    int height = header.pictureHeight();
    ImageIoReader.requirePixels(width, height, options.maxPixels());
    BufferedImage frame =
        ImageIoReader.read(file, options.maxPixels(), deadline, reader -> reader.read(0));
    return frame.getWidth() == width && frame.getHeight() == height
        ? frame
        : onScreen(frame, header);
  }

  private static BufferedImage onScreen(BufferedImage frame, GifHeader header) {
    WritableRaster screen =
        frame
            .getRaster()
            .createCompatibleWritableRaster(header.pictureWidth(), header.pictureHeight());
    int[] row = new int[screen.getWidth()];
    Arrays.fill(row, header.background());
    for (int y = 0; y < screen.getHeight(); y++) {
      screen.setSamples(0, y, row.length, 1, 0, row);
    }
    screen.setRect(header.left(), header.top(), frame.getRaster());
    return new BufferedImage(frame.getColorModel(), screen, false, null);
  }

  private Raster jpeg(byte[] file, Deadline deadline) throws IOException {
    JpegHeader header = JpegHeader.of(file);
    ImageIoReader.requirePixels(header.width(), header.height(), options.maxPixels());
    Raster stored = fast(file, header);
    if (stored == null) {
      stored =
          JpegPixels.of(
              ImageIoReader.read(
                  file, options.maxPixels(), deadline, reader -> reader.readRaster(0, null)),
              header.colour());
    }
    return options.upright() ? Orientation.upright(stored, header.orientation()) : stored;
  }

  /** Null if it is not for libjpeg-turbo, or too much for it. */
  private Raster fast(byte[] file, JpegHeader header) {
    boolean known = header.components() == 1 || header.components() == 3;
    long work = (long) header.width() * header.height() * header.scans();
    if (!NativeCodec.isAvailable() || !known || header.precision() != 8 || work > NATIVE_WORK) {
      return null;
    }
    return NativeCodec.jpeg(file, reduction(header));
  }

  /** How much of a JPEG need not be decoded, because the rescaling would throw it away. */
  private int reduction(JpegHeader header) {
    if (options.scaledFor() == null) {
      return 1;
    }
    boolean turned = options.upright() && header.orientation() >= 5;
    int height = turned ? header.width() : header.height();
    int width = turned ? header.height() : header.width();
    int reduction = 1;
    while (reduction < MAX_REDUCTION
        && height / (2 * reduction) >= options.scaledFor().heightFor(height, width)
        && width / (2 * reduction) >= options.scaledFor().widthFor(height, width)) {
      reduction *= 2;
    }
    return reduction;
  }

  private Raster webp(byte[] file) throws BadImageException {
    WebpHeader header = WebpHeader.of(file);
    ImageIoReader.requirePixels(header.width(), header.height(), options.maxPixels());
    if (header.animated()) {
      throw new BadImageException("animated WebP is not supported: expected a single image");
    }
    if (!NativeCodec.isAvailable()) {
      throw new BadImageException("WebP can be read on Linux on x86-64 only");
    }
    Raster image = NativeCodec.webp(file);
    if (image == null) {
      throw new BadImageException("broken image: libwebp cannot decode it");
    }
    return image;
  }

  private interface Decoding {
    Raster by(Deadline deadline) throws IOException;
  }

  private Raster guarded(byte[] file, Decoding decoding) throws BadImageException {
    requireSize(file.length);
    try {
      return decoding.by(new Deadline(options.timeLimit()));
    } catch (BadImageException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      if (Deadline.isCauseOf(e)) {
        throw new BadImageException(
            "decoding took longer than the limit of %s s"
                .formatted(options.timeLimit().toMillis() / 1e3),
            e);
      }
      // Corrupt input surfaces as anything from EOFException to ArrayIndexOutOfBoundsException.
      throw new BadImageException("broken image: " + describe(e), e);
    } catch (OutOfMemoryError e) {
      throw new BadImageException(
          "the image does not fit into memory: give executors more, or set a lower limit of pixels"
              + " than "
              + options.maxPixels(),
          e);
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
    if (bytes > options.maxBytes()) {
      throw new BadImageException(
          "the file has %d bytes, more than the limit of %d".formatted(bytes, options.maxBytes()));
    }
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
