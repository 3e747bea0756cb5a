package io.perpixel.nn.layer;

import java.util.Arrays;
import java.util.SplittableRandom;

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
   * Initial values: {@code centre} plus {@code spread} times a random number.
   *
   * @param centre of the values
   * @param spread half width of the uniform, standard deviation of the normal distribution; 0 =
   *     every value the same
   * @param normal whether the random number is standard normal; otherwise it is uniform in ±1
   */
  public record Initial(double centre, double spread, boolean normal) {
    /** Every value the same. */
    public static Initial constant(double value) {
      return new Initial(value, 0, false);
    }

    /** Uniform within {@code ±bound}. */
    public static Initial uniform(double bound) {
      return new Initial(0, bound, false);
    }

    /** Normal around zero. */
    public static Initial normal(double deviation) {
      return new Initial(0, deviation, true);
    }

    float draw(SplittableRandom random) {
      if (spread == 0) {
        return (float) centre;
      }
      double number = normal ? random.nextGaussian() : 2 * random.nextDouble() - 1;
      return (float) (centre + spread * number);
    }
  }
}
