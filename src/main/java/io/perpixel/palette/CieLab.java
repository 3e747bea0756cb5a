package io.perpixel.palette;

/**
 * sRGB (IEC 61966-2-1) to and from CIE 1976 L*a*b*. The white point is the image of RGB white, so
 * that greys have a = b = 0.
 */
final class CieLab {
  private static final double[][] TO_XYZ = {
    {0.4124564, 0.3575761, 0.1804375},
    {0.2126729, 0.7151522, 0.0721750},
    {0.0193339, 0.1191920, 0.9503041}
  };
  private static final double[][] FROM_XYZ = inverse(TO_XYZ);

  // CIE 15:2004: the cube root continues as a line below (6/29)^3.
  private static final double KNEE = 6.0 / 29;

  private CieLab() {}

  /** L (0..100), a, b of a colour in 0..255. */
  static void fromRgb(double r, double g, double b, double[] lab) {
    double lr = linear(r / 255);
    double lg = linear(g / 255);
    double lb = linear(b / 255);
    double fx = compress(relative(0, lr, lg, lb));
    double fy = compress(relative(1, lr, lg, lb));
    double fz = compress(relative(2, lr, lg, lb));
    lab[0] = 116 * fy - 16;
    lab[1] = 500 * (fx - fy);
    lab[2] = 200 * (fy - fz);
  }

  /** The colour of L, a, b on the scale 0..255; outside that range if sRGB cannot show it. */
  static void toRgb(double l, double a, double b, double[] rgb) {
    double fy = (l + 16) / 116;
    double[] xyz = {expand(fy + a / 500), expand(fy), expand(fy - b / 200)};
    for (int axis = 0; axis < 3; axis++) {
      xyz[axis] *= white(axis);
    }
    for (int channel = 0; channel < 3; channel++) {
      double[] row = FROM_XYZ[channel];
      rgb[channel] = 255 * gamma(row[0] * xyz[0] + row[1] * xyz[1] + row[2] * xyz[2]);
    }
  }

  private static double relative(int axis, double r, double g, double b) {
    double[] row = TO_XYZ[axis];
    return (row[0] * r + row[1] * g + row[2] * b) / white(axis);
  }

  private static double white(int axis) {
    return TO_XYZ[axis][0] + TO_XYZ[axis][1] + TO_XYZ[axis][2];
  }

  private static double linear(double v) {
    return v <= 0.04045 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4);
  }

  private static double gamma(double v) {
    return v <= 0.0031308 ? v * 12.92 : 1.055 * Math.pow(v, 1 / 2.4) - 0.055;
  }

  private static double compress(double t) {
    return t > KNEE * KNEE * KNEE ? Math.cbrt(t) : t / (3 * KNEE * KNEE) + 4.0 / 29;
  }

  private static double expand(double f) {
    return f > KNEE ? f * f * f : 3 * KNEE * KNEE * (f - 4.0 / 29);
  }

  private static double[][] inverse(double[][] m) {
    double[][] out = new double[3][3];
    double determinant = 0;
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        int a = (j + 1) % 3;
        int b = (j + 2) % 3;
        int c = (i + 1) % 3;
        int d = (i + 2) % 3;
        out[i][j] = m[a][c] * m[b][d] - m[a][d] * m[b][c];
      }
    }
    for (int j = 0; j < 3; j++) {
      determinant += m[0][j] * out[j][0];
    }
    for (double[] row : out) {
      for (int j = 0; j < 3; j++) {
        row[j] /= determinant;
      }
    }
    return out;
  }
}
