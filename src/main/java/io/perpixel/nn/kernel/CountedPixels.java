package io.perpixel.nn.kernel;

import java.util.List;

/**
 * Which pixels count in the mean loss of a map, and how much: a pixel of class {@code c} as {@code
 * classWeights[c]}, and the sum is divided by the sum of these weights, as PyTorch's cross entropy
 * does with {@code weight} and {@code ignore_index}. Where no pixel counts the mean is 0 and so is
 * its gradient; PyTorch gives NaN.
 *
 * @param ignoreIndex label of pixels that do not count; negative = none
 * @param classWeights one number from 0 per class; empty = all classes count 1
 */
public record CountedPixels(int ignoreIndex, List<Double> classWeights) {
  /** Every pixel counts the same. */
  public static final CountedPixels ALL = new CountedPixels(-1, List.of());

  /** Checks the weights. */
  public CountedPixels {
    classWeights = List.copyOf(classWeights);
    if (classWeights.stream().anyMatch(w -> !(w >= 0 && w <= Float.MAX_VALUE))) {
      throw new IllegalArgumentException(
          "class weights are %s: expected finite numbers from 0".formatted(classWeights));
    }
    if (!classWeights.isEmpty() && classWeights.stream().allMatch(w -> w == 0)) {
      throw new IllegalArgumentException("all class weights are 0: no pixel would count");
    }
  }

  /** All pixels but those of one label. */
  public static CountedPixels ignoring(int label) {
    return new CountedPixels(label, List.of());
  }

  /** Refuses weights that are not one for each class. */
  CountedPixels requireClasses(int classes) {
    if (!classWeights.isEmpty() && classWeights.size() != classes) {
      throw new IllegalArgumentException(
          "found %d class weights for %d classes: give one for each"
              .formatted(classWeights.size(), classes));
    }
    return this;
  }

  /** Whether pixels of this label are passed over. */
  boolean ignores(int label) {
    return ignoreIndex >= 0 && label == ignoreIndex;
  }

  /** Of a pixel with this label, which is a class or ignored. */
  double weight(int label) {
    if (ignores(label)) {
      return 0;
    }
    return classWeights.isEmpty() ? 1 : classWeights.get(label);
  }

  /** Sum of the weights of all pixels. */
  public double total(int[] labels) {
    double total = 0;
    for (int label : labels) {
      total += weight(label);
    }
    return total;
  }
}
