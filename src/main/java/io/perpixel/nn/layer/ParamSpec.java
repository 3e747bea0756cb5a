package io.perpixel.nn.layer;

import java.util.Arrays;

/**
 * One parameter array of a layer.
 *
 * @param key DL4J's key, without underscores (DL4J cuts full names at the last one)
 * @param torchName the last part of the key in a PyTorch state dict
 * @param shape C-order shape inside the flattened parameters
 * @param trained false for running statistics, which no optimiser touches
 * @param initial distribution of the initial values
 */
public record ParamSpec(
    String key, String torchName, long[] shape, boolean trained, Initial initial) {
  /** Number of values. */
  public long length() {
    return Arrays.stream(shape).reduce(1, Math::multiplyExact);
  }

  /**
   * Initial values: a constant when {@code bound} is 0, otherwise uniform in {@code constant ±
   * bound}.
   *
   * @param constant centre
   * @param bound half width
   */
  public record Initial(double constant, double bound) {
    /** Every value the same. */
    public static Initial constant(double value) {
      return new Initial(value, 0);
    }

    /** Uniform around zero. */
    public static Initial uniform(double bound) {
      return new Initial(0, bound);
    }
  }
}
