package io.perpixel.image;

/**
 * For each position of an output axis, the run of input positions it is made of and their weights.
 *
 * <p>The arithmetic follows {@code precompute_coeffs} of Pillow's Resample.c step by step, doubles
 * included, because 8-bit results are to be equal to the bit. Plain bilinear is the same triangle
 * never widened, and nearest a single weight of one.
 */
final class ResampleWeights {
  /**
   * Weights of an axis, 64 MiB of them: those of a side of four million pixels. Longer ones, of
   * which a PNG of a few kilobytes can have many millions, would take gigabytes.
   */
  private static final long MAX_WEIGHTS = 1 << 23;

  final int outputs;

  /** First input position of each output. */
  final int[] first;

  /** Number of input positions of each output. */
  final int[] count;

  /** Weights of each output, {@code stride} apart. */
  final double[] weights;

  final int stride;

  private ResampleWeights(int outputs, int stride) {
    this.outputs = outputs;
    this.stride = stride;
    this.first = new int[outputs];
    this.count = new int[outputs];
    this.weights = new double[outputs * stride];
  }

  /**
   * Of an axis.
   *
   * @throws IllegalArgumentException if it is so long that its weights do not fit into memory
   */
  static ResampleWeights of(int inputs, int outputs, Interpolation interpolation) {
    double scale = (double) inputs / outputs;
    return switch (interpolation) {
      case NEAREST -> nearest(inputs, outputs, scale);
      case PLAIN -> triangle(inputs, outputs, scale, 1);
      case ANTIALIAS -> triangle(inputs, outputs, scale, Math.max(scale, 1));
    };
  }

  private static ResampleWeights nearest(int inputs, int outputs, double scale) {
    ResampleWeights w = new ResampleWeights(outputs, 1);
    for (int o = 0; o < outputs; o++) {
      w.first[o] = Math.min((int) ((o + 0.5) * scale), inputs - 1);
      w.count[o] = 1;
      w.weights[o] = 1;
    }
    return w;
  }

  private static ResampleWeights triangle(int inputs, int outputs, double scale, double support) {
    int stride = (int) Math.ceil(support) * 2 + 1;
    if ((long) outputs * stride > MAX_WEIGHTS) {
      throw new IllegalArgumentException(
          "a side of %d pixels cannot become %d: that takes %d weights, expected at most %d; :nearest takes one for each pixel"
              .formatted(inputs, outputs, (long) outputs * stride, MAX_WEIGHTS));
    }
    ResampleWeights w = new ResampleWeights(outputs, stride);
    double inverse = 1 / support;
    for (int o = 0; o < outputs; o++) {
      double centre = (o + 0.5) * scale;
      int from = Math.max((int) (centre - support + 0.5), 0);
      int to = Math.min((int) (centre + support + 0.5), inputs);
      int base = o * w.stride;
      double sum = 0;
      for (int i = from; i < to; i++) {
        double distance = Math.abs((i - centre + 0.5) * inverse);
        double weight = distance < 1 ? 1 - distance : 0;
        w.weights[base + i - from] = weight;
        sum += weight;
      }
      for (int i = 0; i < to - from; i++) {
        w.weights[base + i] /= sum;
      }
      w.first[o] = from;
      w.count[o] = to - from;
    }
    return w;
  }
}
