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

  /** Side of the square cells, in pixels. */
  int cell() {
    return cell;
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
