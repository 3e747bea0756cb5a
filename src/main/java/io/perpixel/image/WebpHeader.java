package io.perpixel.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * What the first bytes of a WebP file say.
 *
 * @param height in pixels, of the canvas
 * @param width likewise
 * @param animated whether it holds several frames
 */
record WebpHeader(int height, int width, boolean animated) {
  private static final int LENGTH = 30;
  private static final int ANIMATION_FLAG = 2;

  /** Whether a file starts as WebP files do. */
  static boolean starts(byte[] file) {
    return file.length >= 12 && name(file, 0).equals("RIFF") && name(file, 8).equals("WEBP");
  }

  private static String name(byte[] file, int at) {
    return new String(file, at, 4, StandardCharsets.ISO_8859_1);
  }

  /**
   * Reads it.
   *
   * @throws BadImageException if the file is too short, or of no kind of WebP that is known
   */
  static WebpHeader of(byte[] file) throws BadImageException {
    if (file.length < LENGTH) {
      throw new BadImageException("the WebP file ends in its header");
    }
    ByteBuffer data = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    return switch (name(file, 12)) {
      case "VP8 " -> new WebpHeader(data.getShort(28) & 0x3fff, data.getShort(26) & 0x3fff, false);
      case "VP8L" -> {
        int bits = data.getInt(21);
        yield new WebpHeader((bits >> 14 & 0x3fff) + 1, (bits & 0x3fff) + 1, false);
      }
      case "VP8X" ->
          new WebpHeader(
              (data.getInt(26) >>> 8) + 1,
              (data.getInt(24) & 0xffffff) + 1,
              (file[20] & ANIMATION_FLAG) != 0);
      default ->
          throw new BadImageException("not a WebP image: it starts with '" + name(file, 12) + "'");
    };
  }
}
