package io.perpixel.nn.kernel;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The three ways of comparing a map of probabilities with a map of targets in [0, 1]. */
public enum BceKind {
  /** {@code -(y log p + (1-y) log(1-p))}, averaged over all pixels. */
  BCE("bce", 1),
  /** The same on probabilities and targets that were averaged over cells of 4 x 4 pixels. */
  POOLED("bce-pooled", 4),
  /**
   * For comparison only: the averaged probabilities are taken for logits, so that the sigmoid is
   * applied twice and the loss never falls below a floor (ln 2 where the target is 0).
   */
  LOGITS_AS_PRINTED("bce-logits-as-printed", 4);

  private final String setting;
  private final int cell;

  BceKind(String setting, int cell) {
    this.setting = setting;
    this.cell = cell;
  }

  /** Its name in settings. */
  public String setting() {
    return setting;
  }

  /** Side of the square cells that are compared, in pixels; 1 where each pixel is. */
  public int cell() {
    return cell;
  }

  /**
   * The probability at which a cell costs least: the target, but not where the loss is the printed
   * one. That takes the probability for a logit, whose sigmoid lies between 0.5 and 0.731: all
   * targets below are best met by 0, all above by 1.
   *
   * @param target mean of the cell, in [0, 1]
   */
  public double best(double target) {
    return this == LOGITS_AS_PRINTED
        ? Math.max(0, Math.min(1, Math.log(target) - Math.log1p(-target)))
        : target;
  }

  /**
   * What a cell costs at least, in nats; the mean over cells is the least that the loss of a whole
   * map can be. The entropy of the target, or more where the loss is the printed one.
   *
   * @param target mean of the cell, in [0, 1]
   */
  public double floor(double target) {
    double p = best(target);
    return this == LOGITS_AS_PRINTED
        ? (1 - target) * p + Math.log1p(Math.exp(-p))
        : -timesLog(target, p) - timesLog(1 - target, 1 - p);
  }

  /** {@code a log b}, 0 where both are. */
  private static double timesLog(double a, double b) {
    return a == 0 ? 0 : a * Math.log(b);
  }

  /**
   * By its name in settings.
   *
   * @throws IllegalArgumentException naming those that there are
   */
  public static BceKind of(String setting) {
    return Arrays.stream(values())
        .filter(kind -> kind.setting.equals(setting))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "model.loss is \"%s\": expected one of %s"
                        .formatted(
                            setting,
                            Arrays.stream(values())
                                .map(BceKind::setting)
                                .collect(Collectors.joining(", ")))));
  }
}
