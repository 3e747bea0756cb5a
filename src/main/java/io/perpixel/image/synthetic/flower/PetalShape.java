package io.perpixel.image.synthetic.flower;

/** Outlines of a petal along its axis: 0 at the centre of the flower, 1 at the tip. */
enum PetalShape {
  /** Widest at two thirds, with a round tip. */
  ROUND {
    @Override
    double halfWidth(double along) {
      double narrow = along < 0.65 ? StrictMath.sqrt(along / 0.65) : 1;
      double past = Math.max(0, (along - 0.65) / 0.35);
      return narrow * StrictMath.sqrt(Math.max(0, 1 - past * past));
    }
  },
  /** Widest before the middle, with a sharp tip. */
  POINTED {
    @Override
    double halfWidth(double along) {
      return along < 0.4
          ? StrictMath.sqrt(along / 0.4)
          : (1 - along) / 0.6 * (0.4 + 0.6 * along) / 0.64;
    }
  },
  /** As wide nearly everywhere. */
  STRAP {
    @Override
    double halfWidth(double along) {
      double past = Math.max(0, (along - 0.85) / 0.15);
      return Math.min(1, 0.5 + along) * StrictMath.sqrt(Math.max(0, 1 - past * past));
    }
  },
  /** Round, with a notch in the tip. */
  NOTCHED {
    @Override
    double halfWidth(double along) {
      return ROUND.halfWidth(along);
    }

    @Override
    boolean covers(double along, double across) {
      return super.covers(along, across) && along < 0.82 + 0.5 * Math.abs(across);
    }
  };

  /** Half of the width there, 0 to 1 of the largest. */
  abstract double halfWidth(double along);

  /**
   * Whether a place belongs to the petal.
   *
   * @param along 0 to 1
   * @param across distance from the axis in units of the largest half width, either sign
   */
  boolean covers(double along, double across) {
    return along > 0 && along < 1 && Math.abs(across) < halfWidth(along);
  }
}
