package io.perpixel.image;

/**
 * Where the first frame of a GIF lies on its screen.
 *
 * @param screenHeight in pixels
 * @param screenWidth likewise
 * @param top of the frame
 * @param left likewise
 * @param height of the frame
 * @param width likewise
 * @param background what pixels around the frame hold: the transparent index if there is one, else
 *     0, as in PIL
 */
record GifHeader(
    int screenHeight, int screenWidth, int top, int left, int height, int width, int background) {
  private static final int HEADER = 13;
  private static final int EXTENSION = 0x21;
  private static final int GRAPHIC_CONTROL = 0xf9;
  private static final int IMAGE = 0x2c;

  /** Whether a file starts as GIF files do. */
  static boolean starts(byte[] file) {
    return file.length > HEADER && file[0] == 'G' && file[1] == 'I' && file[2] == 'F';
  }

  /**
   * Reads it.
   *
   * @throws BadImageException if the file ends, or breaks, before its first frame
   */
  static GifHeader of(byte[] file) throws BadImageException {
    int at = HEADER + colours(file[10]);
    int background = 0;
    while (at + 10 <= file.length) {
      int block = file[at] & 0xff;
      if (block == IMAGE) {
        return new GifHeader(
            u16(file, 8),
            u16(file, 6),
            u16(file, at + 3),
            u16(file, at + 1),
            u16(file, at + 7),
            u16(file, at + 5),
            background);
      }
      if (block != EXTENSION) {
        throw new BadImageException("broken image: no GIF block starts with " + block);
      }
      if ((file[at + 1] & 0xff) == GRAPHIC_CONTROL && (file[at + 3] & 1) != 0) {
        background = file[at + 6] & 0xff;
      }
      at += 2;
      while (at < file.length && file[at] != 0) {
        at += 1 + (file[at] & 0xff);
      }
      at++;
    }
    throw new BadImageException("the image is truncated: no frame before the end of the file");
  }

  /** Bytes of a colour table. */
  private static int colours(byte flags) {
    return (flags & 0x80) == 0 ? 0 : 3 << (flags & 7) + 1;
  }

  private static int u16(byte[] file, int at) {
    return file[at] & 0xff | (file[at + 1] & 0xff) << 8;
  }

  /** Height of the picture: the screen's, or more if the frame reaches beyond. */
  int pictureHeight() {
    return Math.max(screenHeight, top + height);
  }

  /** Width of the picture. */
  int pictureWidth() {
    return Math.max(screenWidth, left + width);
  }
}
