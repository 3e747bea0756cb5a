package io.perpixel.image;

/** What all forms of CIFAR-10 share. */
public final class Cifar10 {
  /** Height and width of an image. */
  public static final int SIDE = 32;

  /** Classes: 0 airplane … 7 horse … 9 truck. */
  public static final int CLASSES = 10;

  /** Records of each published batch. */
  public static final int BATCH = 10_000;

  static final int PIXELS = SIDE * SIDE;

  private Cifar10() {}

  static int requireLabel(int label, String where) throws BadImageException {
    if (label < 0 || label >= CLASSES) {
      throw new BadImageException(
          "%s has label %d, which is not a CIFAR-10 class (0 to %d)"
              .formatted(where, label, CLASSES - 1));
    }
    return label;
  }
}
