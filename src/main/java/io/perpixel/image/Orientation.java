package io.perpixel.image;

/** EXIF's orientation: how a stored image is to be turned so that it is upright. */
final class Orientation {
  private static final int TAG = 0x0112;
  private static final int SHORT = 3;
  private static final int ENTRY = 12;

  private Orientation() {}

  /**
   * The orientation that a block of EXIF data states.
   *
   * @param data holds a TIFF header and directory from {@code from} to {@code to}
   * @return 1 to 8; 1, upright, if it says nothing that can be read
   */
  static int ofExif(byte[] data, int from, int to) {
    if (to - from < 8 || data[from] != data[from + 1]) {
      return 1;
    }
    boolean little = data[from] == 'I';
    long directory = from + (number(data, from + 4, 4, little) & 0xffffffffL);
    if (directory + 2 > to) {
      return 1;
    }
    int entries = number(data, (int) directory, 2, little);
    for (int i = 0; i < entries; i++) {
      int entry = (int) directory + 2 + i * ENTRY;
      if (entry + ENTRY > to) {
        return 1;
      }
      boolean found =
          number(data, entry, 2, little) == TAG && number(data, entry + 2, 2, little) == SHORT;
      int value = found ? number(data, entry + 8, 2, little) : 0;
      if (value >= 1 && value <= 8) {
        return value;
      }
    }
    return 1;
  }

  private static int number(byte[] data, int at, int bytes, boolean little) {
    int value = 0;
    for (int i = 0; i < bytes; i++) {
      value = value << 8 | data[at + (little ? bytes - 1 - i : i)] & 0xff;
    }
    return value;
  }

  /**
   * Turns a stored image upright.
   *
   * @param image uint8 HWC
   * @param orientation 1 to 8
   */
  static Raster upright(Raster image, int orientation) {
    if (orientation == 1) {
      return image;
    }
    boolean transposed = orientation >= 5;
    boolean flipsRows =
        orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
    boolean flipsColumns =
        orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
    int height = image.height();
    int width = image.width();
    int channels = image.channels();
    byte[] in = image.bytes();
    byte[] out = new byte[in.length];
    int to = 0;
    for (int y = 0; y < (transposed ? width : height); y++) {
      for (int x = 0; x < (transposed ? height : width); x++) {
        int row = transposed ? x : y;
        int column = transposed ? y : x;
        row = flipsRows ? height - 1 - row : row;
        column = flipsColumns ? width - 1 - column : column;
        for (int c = 0; c < channels; c++) {
          out[to++] = in[(row * width + column) * channels + c];
        }
      }
    }
    return transposed
        ? Raster.uint8(width, height, channels, Layout.HWC, out)
        : Raster.uint8(height, width, channels, Layout.HWC, out);
  }
}
