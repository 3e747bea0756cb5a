package io.perpixel.image;

/** The records of one batch of CIFAR-10, in the order of the file; both forms give the same. */
public interface Cifar10Records {
  /** Number of records. */
  int size();

  /**
   * Class of a record, 0 to 9.
   *
   * @throws BadImageException if the file says something else
   */
  int label(int index) throws BadImageException;

  /** Image of a record, 32x32x3 uint8 HWC. */
  Raster image(int index);
}
