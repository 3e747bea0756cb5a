package io.perpixel.image;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Reads and writes the numbers in stage arguments; wrong ones are told by the text found. */
final class Numbers {
  private Numbers() {}

  static int integer(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' is not a whole number", e);
    }
  }

  static float finite(String text) {
    float value;
    try {
      value = Float.parseFloat(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' is not a number", e);
    }
    if (!Float.isFinite(value)) {
      throw new IllegalArgumentException("'" + text + "' is not a finite float32");
    }
    return value;
  }

  /** Numbers between colons. */
  static float[] list(String text) {
    String[] parts = text.split(":", -1);
    float[] values = new float[parts.length];
    for (int i = 0; i < parts.length; i++) {
      values[i] = finite(parts[i]);
    }
    return values;
  }

  static String list(float[] values) {
    return IntStream.range(0, values.length)
        .mapToObj(i -> Float.toString(values[i]))
        .collect(Collectors.joining(":"));
  }

  /** The two halves of {@code text} around its only {@code separator}. */
  static String[] pair(String text, String separator) {
    String[] parts = text.split(separator, -1);
    if (parts.length != 2 || Arrays.asList(parts).contains("")) {
      throw new IllegalArgumentException(
          "'" + text + "' is not two values around '" + separator + "'");
    }
    return parts;
  }
}
