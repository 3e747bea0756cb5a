package io.perpixel.nn.layer;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How the part of a model that is not trained runs during training. */
public enum FrozenMode {
  /**
   * As in inference: batch norms use their running statistics and leave them alone, nothing is
   * dropped. What comes out of a frozen beginning is then the same for an image in every step.
   */
  INFERENCE,
  /**
   * As in training, which is what PyTorch does unless told otherwise: batch norms use the
   * minibatch's statistics and update the running ones, dropout drops. Weights stay.
   */
  COURSE;

  /** By the word in a setting. */
  public static FrozenMode of(String word) {
    return Arrays.stream(values())
        .filter(mode -> mode.setting().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "found frozen mode \"%s\"; expected %s"
                        .formatted(
                            word,
                            Arrays.stream(values())
                                .map(FrozenMode::setting)
                                .collect(Collectors.joining(" or ")))));
  }

  /** The word in a setting. */
  public String setting() {
    return name().toLowerCase(Locale.ROOT);
  }
}
