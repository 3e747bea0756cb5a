package io.perpixel.notebook;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How much a notebook computes. */
public enum Size {
  /** As little as shows that every cell works: results mean nothing. */
  TEST,
  /** A minute or two, without a network. */
  SMALL,
  /** The real data and numbers of epochs; downloads what it needs. */
  FULL;

  /** The environment variable that chooses: test, small (as without it) or full. */
  public static final String VARIABLE = "PERPIXEL_NOTEBOOK_SIZE";

  /**
   * By its name, in any case.
   *
   * @param text null or blank for {@link #SMALL}
   * @throws IllegalArgumentException naming the variable and what it may be
   */
  static Size of(String text) {
    if (text == null || text.isBlank()) {
      return SMALL;
    }
    String name = text.strip().toUpperCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(size -> size.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "found %s=%s; expected one of %s"
                        .formatted(
                            VARIABLE,
                            text,
                            Arrays.stream(values())
                                .map(Size::toString)
                                .collect(Collectors.joining(", ")))));
  }

  /** The value for this size. */
  public <T> T pick(T test, T small, T full) {
    return switch (this) {
      case TEST -> test;
      case SMALL -> small;
      case FULL -> full;
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
