package io.perpixel.image;

import java.util.Arrays;

/**
 * One pass of a separable resampling of floats: one axis of an array seen as (outer, axis, inner).
 *
 * <p>Any axis of either layout is such a view: the width of HWC has outer = height and inner =
 * channels, the height of CHW has outer = channels and inner = width.
 */
final class Resample {
  private Resample() {}

  /** Float pass: sums in double, rounded to float after each axis. */
  static float[] pass(float[] input, int outer, int axis, int inner, ResampleWeights w) {
    float[] output = new float[outer * w.outputs * inner];
    double[] sums = new double[inner];
    for (int r = 0; r < outer; r++) {
      for (int o = 0; o < w.outputs; o++) {
        Arrays.fill(sums, 0);
        for (int k = 0; k < w.count[o]; k++) {
          double weight = w.weights[o * w.stride + k];
          int from = (r * axis + w.first[o] + k) * inner;
          for (int i = 0; i < inner; i++) {
            sums[i] += input[from + i] * weight;
          }
        }
        int to = (r * w.outputs + o) * inner;
        for (int i = 0; i < inner; i++) {
          output[to + i] = (float) sums[i];
        }
      }
    }
    return output;
  }
}
