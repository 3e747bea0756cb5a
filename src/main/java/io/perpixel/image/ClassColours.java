package io.perpixel.image;

/**
 * PASCAL VOC's colour of each class: the bits of the index, three at a time from the lowest, become
 * the highest bits of red, green and blue. 0 is black, 1 dark red (which is also Oxford17's
 * flower), 255 a pale grey.
 */
public final class ClassColours {
  private ClassColours() {}

  /**
   * The colour of a class.
   *
   * @param index 0 to 255
   * @return 0xRRGGBB
   */
  public static int rgb(int index) {
    int rgb = 0;
    int left = index;
    for (int bit = 7; bit >= 0; bit--) {
      rgb |= (left & 1) << 16 + bit | (left >> 1 & 1) << 8 + bit | (left >> 2 & 1) << bit;
      left >>= 3;
    }
    return rgb;
  }
}
