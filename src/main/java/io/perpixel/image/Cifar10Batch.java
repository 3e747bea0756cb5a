package io.perpixel.image;

/**
 * A batch of CIFAR-10 in its binary format: records of a label byte, then 1024 red, 1024 green and
 * 1024 blue bytes, row by row. Published batches have 10,000 records, 30,730,000 bytes.
 */
public final class Cifar10Batch implements Cifar10Records {
  /** Bytes of one record. */
  public static final int RECORD = 1 + 3 * Cifar10.PIXELS;

  private final String name;
  private final byte[] file;

  /**
   * @param name file name, for messages
   * @param file the whole file
   * @throws BadImageException if it is empty, ends inside a record, or has more than 10,000 records
   */
  public Cifar10Batch(String name, byte[] file) throws BadImageException {
    requireLength(name, file.length);
    this.name = name;
    this.file = file;
  }

  /**
   * The number of records in a file of that many bytes.
   *
   * @throws BadImageException if it is empty, ends inside a record, or has more than 10,000 records
   */
  public static int requireLength(String name, long bytes) throws BadImageException {
    long records = bytes / RECORD;
    if (bytes == 0 || bytes % RECORD != 0) {
      throw new BadImageException(
          "%s has %d bytes, which is not a whole number of %d-byte records (it ends %d bytes into record %d): truncated or not CIFAR-10 binary"
              .formatted(name, bytes, RECORD, bytes % RECORD, records));
    }
    if (records > Cifar10.BATCH) {
      throw new BadImageException(
          "%s has %d records; a CIFAR-10 batch has %d".formatted(name, records, Cifar10.BATCH));
    }
    return (int) records;
  }

  @Override
  public int size() {
    return file.length / RECORD;
  }

  @Override
  public int label(int index) throws BadImageException {
    return Cifar10.requireLabel(file[index * RECORD] & 0xff, name + " record " + index);
  }

  @Override
  public Raster image(int index) {
    byte[] pixels = new byte[3 * Cifar10.PIXELS];
    int from = index * RECORD + 1;
    for (int c = 0; c < 3; c++) {
      for (int i = 0; i < Cifar10.PIXELS; i++) {
        pixels[3 * i + c] = file[from + c * Cifar10.PIXELS + i];
      }
    }
    return Raster.uint8(Cifar10.SIDE, Cifar10.SIDE, 3, Layout.HWC, pixels);
  }
}
