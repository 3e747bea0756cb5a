package io.perpixel.image.synthetic.flower;

/**
 * Seventeen drawn kinds of flower, in the order of Oxford17's classes, which they are named after
 * and resemble as far as a few numbers can.
 */
public enum Species {
  DAFFODIL(petals(6, PetalShape.POINTED, 0.34, 0xf3d84a, 0xfdf08c), heart(0.36, 0xf0a020)),
  SNOWDROP(petals(3, PetalShape.ROUND, 0.42, 0xd8e8c8, 0xfafcff), heart(0.16, 0x8fb85a)),
  LILY_OF_THE_VALLEY(petals(6, PetalShape.ROUND, 0.40, 0xe9efd9, 0xfdfdf8), heart(0.22, 0xd9dfa0)),
  BLUEBELL(petals(6, PetalShape.POINTED, 0.30, 0x3d3fb0, 0x7f86ee), heart(0.14, 0xe6e6c0)),
  CROCUS(
      petals(6, PetalShape.ROUND, 0.40, 0x6a35b5, 0xb892ec, Pattern.STREAKED),
      heart(0.17, 0xf5a623)),
  IRIS(
      petals(3, PetalShape.ROUND, 0.48, 0xf2d14a, 0x5a3fc0, Pattern.STREAKED),
      heart(0.12, 0x4b2c9a)),
  TIGER_LILY(
      petals(6, PetalShape.POINTED, 0.30, 0xd9480f, 0xf7863a, Pattern.SPOTTED),
      heart(0.10, 0x7a2a08)),
  TULIP(petals(6, PetalShape.ROUND, 0.60, 0x9e1230, 0xe8365a), heart(0.15, 0x40202a)),
  FRITILLARY(
      petals(6, PetalShape.ROUND, 0.45, 0x6d2348, 0xa95a80, Pattern.CHEQUERED),
      heart(0.13, 0xd8c860)),
  SUNFLOWER(petals(19, PetalShape.POINTED, 0.17, 0xe89a10, 0xfdd22a), heart(0.44, 0x5a3312)),
  DAISY(petals(20, PetalShape.STRAP, 0.12, 0xf2f2ee, 0xffffff), heart(0.30, 0xf4c51e)),
  COLTSFOOT(petals(30, PetalShape.STRAP, 0.06, 0xf0c010, 0xfbe04a), heart(0.36, 0xe2a008)),
  DANDELION(
      petals(38, PetalShape.STRAP, 0.07, 0xe6a800, 0xffe03c, Pattern.STREAKED),
      heart(0.50, 0xf2be0c)),
  COWSLIP(petals(5, PetalShape.NOTCHED, 0.52, 0xf6b32c, 0xfbe469), heart(0.16, 0xd98a10)),
  BUTTERCUP(petals(5, PetalShape.ROUND, 0.60, 0xe2b200, 0xffe52e), heart(0.20, 0xc9b016)),
  WINDFLOWER(petals(8, PetalShape.ROUND, 0.32, 0x8a4fc4, 0xdcb6f5), heart(0.22, 0xe9e07a)),
  PANSY(petals(5, PetalShape.ROUND, 0.66, 0xf4c21a, 0x6b1fa0), heart(0.14, 0x2a1038));

  private final Petals petals;
  private final Heart heart;

  Species(Petals petals, Heart heart) {
    this.petals = petals;
    this.heart = heart;
  }

  /**
   * A wreath of equal petals, of the flower's radius.
   *
   * @param width half of a petal's, in units of the radius
   * @param inner colour near the centre, 0xRRGGBB
   * @param outer colour at the tip
   */
  record Petals(int count, PetalShape shape, double width, int inner, int outer, Pattern pattern) {}

  /**
   * The disc in the middle.
   *
   * @param radius in units of the flower's
   */
  record Heart(double radius, int colour) {}

  Petals petals() {
    return petals;
  }

  Heart heart() {
    return heart;
  }

  /** Whether many small ones grow together. */
  boolean clustered() {
    return this == LILY_OF_THE_VALLEY || this == BLUEBELL || this == COWSLIP || this == SNOWDROP;
  }

  private static Petals petals(int count, PetalShape shape, double width, int inner, int outer) {
    return petals(count, shape, width, inner, outer, Pattern.PLAIN);
  }

  private static Petals petals(
      int count, PetalShape shape, double width, int inner, int outer, Pattern pattern) {
    return new Petals(count, shape, width, inner, outer, pattern);
  }

  private static Heart heart(double radius, int colour) {
    return new Heart(radius, colour);
  }
}
