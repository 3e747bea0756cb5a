package io.perpixel.image.synthetic.flower;

/** What is on a petal besides its colours. */
enum Pattern {
  PLAIN {
    @Override
    double shade(double along, double across) {
      return 1;
    }
  },
  /** Fine lines along the petal. */
  STREAKED {
    @Override
    double shade(double along, double across) {
      return 1 - 0.22 * Math.max(0, StrictMath.cos(across * 14)) * (1 - 0.6 * along);
    }
  },
  /** Dark dots. */
  SPOTTED {
    @Override
    double shade(double along, double across) {
      double a = along * 5 - Math.floor(along * 5) - 0.5;
      double b = across * 2.2 - Math.floor(across * 2.2) - 0.5;
      return along < 0.75 && a * a + b * b < 0.05 ? 0.4 : 1;
    }
  },
  /** A chequerboard. */
  CHEQUERED {
    @Override
    double shade(double along, double across) {
      long square = (long) Math.floor(along * 7) + (long) Math.floor(across * 3);
      return (square & 1) == 0 ? 1.2 : 0.75;
    }
  };

  /** How bright the petal's colour is there: 1 as it is. */
  abstract double shade(double along, double across);
}
