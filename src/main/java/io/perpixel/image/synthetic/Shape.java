package io.perpixel.image.synthetic;

/** Outlines of objects, in units of their radius around their centre. */
enum Shape {
  DISC {
    @Override
    boolean covers(double y, double x) {
      return y * y + x * x <= 1;
    }
  },
  RING {
    @Override
    boolean covers(double y, double x) {
      double square = y * y + x * x;
      return square <= 1 && square >= 0.2;
    }
  },
  SQUARE {
    @Override
    boolean covers(double y, double x) {
      return Math.max(Math.abs(y), Math.abs(x)) <= 0.85;
    }
  },
  TRIANGLE {
    @Override
    boolean covers(double y, double x) {
      return y <= 0.8 && y >= -1 && Math.abs(x) <= (y + 1) / 1.8;
    }
  };

  /** Whether a place belongs to the shape. */
  abstract boolean covers(double y, double x);
}
