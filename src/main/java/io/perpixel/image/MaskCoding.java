package io.perpixel.image;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How a stored mask names the class of each pixel: by its value (a grey picture, or a picture with
 * a palette, whose indices count and not its colours), or by colours that are given. In tables a
 * class is a byte, and {@value #IGNORED} marks pixels that do not count, whatever marks them in the
 * file.
 *
 * @param classes how many there are, 1 to {@value #IGNORED}; 0 if that is not known
 * @param ignore the value that marks pixels to ignore in files, or {@link #NONE}
 * @param colours class by RGB (0xRRGGBB), {@value #IGNORED} for pixels to ignore; empty if values
 *     are classes
 */
public record MaskCoding(int classes, int ignore, Map<Integer, Integer> colours)
    implements Serializable {
  /** The class of pixels that do not count, in every table. */
  public static final int IGNORED = 255;

  /** No value of files marks pixels to ignore. */
  public static final int NONE = -1;

  /** Values as they are; {@value #IGNORED} is ignored; any number of classes. */
  public static final MaskCoding INDICES = new MaskCoding(0, IGNORED, Map.of());

  private static final Pattern COLOUR =
      Pattern.compile("([0-9]{1,3}):([0-9]{1,3}):([0-9]{1,3})=([0-9]{1,3}|ignore)");

  /**
   * @throws IllegalArgumentException if a number is out of range, or a colour stands for a class
   *     that is not there
   */
  public MaskCoding {
    if (classes < 0 || classes > IGNORED) {
      throw new IllegalArgumentException(
          "found %d classes; expected 1 to %d, a class is a byte and 255 means ignored"
              .formatted(classes, IGNORED));
    }
    if (ignore < NONE || ignore > 0xffff) {
      throw new IllegalArgumentException(
          "the value to ignore is %d; expected 0 to 65535, or -1 for none".formatted(ignore));
    }
    colours = Map.copyOf(colours);
    for (Map.Entry<Integer, Integer> colour : colours.entrySet()) {
      int c = colour.getValue();
      if (c != IGNORED && c >= (classes == 0 ? IGNORED : classes)) {
        throw new IllegalArgumentException(
            "the colour %s stands for class %d, but there are %d classes"
                .formatted(text(colour.getKey()), c, classes == 0 ? IGNORED : classes));
      }
    }
  }

  /**
   * Parses colours such as {@code 128:0:0=1} and {@code 0:0:0=ignore}.
   *
   * @throws IllegalArgumentException if one is not of that form, or comes twice
   */
  public static Map<Integer, Integer> parseColours(List<String> texts) {
    Map<Integer, Integer> colours = new LinkedHashMap<>();
    for (String text : texts) {
      Matcher parts = COLOUR.matcher(text.strip());
      if (!parts.matches()) {
        throw new IllegalArgumentException(
            "found the colour '%s'; expected R:G:B=CLASS, such as 128:0:0=1, or R:G:B=ignore"
                .formatted(text));
      }
      int rgb = 0;
      for (int c = 1; c <= 3; c++) {
        rgb = rgb << 8 | byteOf(parts.group(c), text);
      }
      String stands = parts.group(4);
      int index = stands.equals("ignore") ? IGNORED : byteOf(stands, text);
      if (colours.put(rgb, index) != null) {
        throw new IllegalArgumentException("the colour %s is given twice".formatted(text(rgb)));
      }
    }
    return colours;
  }

  private static int byteOf(String number, String text) {
    int value = Integer.parseInt(number);
    if (value > 255) {
      throw new IllegalArgumentException(
          "'%s' has %d, expected numbers from 0 to 255".formatted(text, value));
    }
    return value;
  }

  /** The same with some colours standing for other classes. */
  public MaskCoding with(Map<Integer, Integer> others) {
    Map<Integer, Integer> all = new LinkedHashMap<>(colours);
    all.putAll(others);
    return new MaskCoding(classes, ignore, all);
  }

  /** The same for a number of classes. */
  public MaskCoding of(int classesNow) {
    return new MaskCoding(classesNow, ignore, colours);
  }

  /**
   * The class in tables of a stored value.
   *
   * @throws BadImageException if it is none; {@code y} and {@code x} say where, from 0
   */
  int ofValue(int value, int y, int x) throws BadImageException {
    if (value == ignore) {
      return IGNORED;
    }
    int limit = classes == 0 ? IGNORED : classes;
    if (value >= limit) {
      throw new BadImageException(
          "the mask has the value %d at row %d, column %d: expected classes 0 to %d%s"
              .formatted(
                  value, y, x, limit - 1, ignore == NONE ? "" : ", or " + ignore + " to ignore"));
    }
    return value;
  }

  /**
   * The class in tables of a stored colour.
   *
   * @throws BadImageException if it is none; {@code y} and {@code x} say where, from 0
   */
  int ofColour(int rgb, int y, int x) throws BadImageException {
    Integer found = colours.get(rgb);
    if (found == null) {
      throw new BadImageException(
          "the mask has the colour %s at row %d, column %d: expected one of %s"
              .formatted(text(rgb), y, x, this));
    }
    return found;
  }

  private static String text(int rgb) {
    return "%d:%d:%d".formatted(rgb >> 16 & 255, rgb >> 8 & 255, rgb & 255);
  }

  /** What is expected of a mask, the same for equal codings. */
  @Override
  public String toString() {
    return colours.isEmpty()
        ? "%s classes by value, ignoring %s"
            .formatted(classes == 0 ? "any" : classes, ignore == NONE ? "none" : ignore)
        : new TreeMap<>(colours)
            .entrySet().stream()
                .map(
                    e ->
                        text(e.getKey())
                            + "="
                            + (e.getValue() == IGNORED ? "ignore" : e.getValue().toString()))
                .collect(Collectors.joining(","));
  }
}
