package io.perpixel.nn.model;

import java.util.List;

/**
 * A setting that formulas may carry as a symbol. A model's counts are polynomials of degree 2 at
 * most in each: they are found from its graphs at three values.
 *
 * @param setting key of the setting
 * @param name the symbol, such as {@code NF}
 * @param width whether it counts channels inside the model: tables keep such symbols, and put the
 *     numbers in for the others
 * @param nodes three values that the model can take
 */
public record Symbol(String setting, String name, boolean width, List<Integer> nodes) {
  /** A number of channels inside the model, from 2. */
  public static Symbol width(String setting, String name) {
    return new Symbol(setting, name, true, List.of(2, 3, 4));
  }

  /** Any number from 1. */
  public static Symbol number(String setting, String name) {
    return new Symbol(setting, name, false, List.of(1, 2, 3));
  }

  /** An odd number. */
  public static Symbol odd(String setting, String name) {
    return new Symbol(setting, name, false, List.of(1, 3, 5));
  }
}
