package io.perpixel.manifest;

import java.util.regex.Pattern;

/** Which names files at a destination may have. */
final class FileNames {
  /** One name between slashes. */
  private static final String NAME = "(?![._ ])[^\\p{C}\\p{Zl}\\p{Zp}/\\\\:]+(?<! )";

  /** Stays below the destination on every file system, and can be read and typed. */
  static final Pattern FORM = Pattern.compile(NAME + "(/" + NAME + ")*");

  /** What {@link #FORM} is, for messages. */
  static final String EXPECTED =
      "names with '/' between them, none of which starts with '.', '_' or a space, ends with a space,"
          + " or holds ':', '\\' or a control character";

  private FileNames() {}

  /** A name as it may be printed: control characters as {@code \u000a}. */
  static String shown(String name) {
    StringBuilder shown = new StringBuilder();
    name.codePoints()
        .forEach(
            c -> {
              if (Character.isISOControl(c) || !Character.isDefined(c)) {
                shown.append("\\u%04x".formatted(c));
              } else {
                shown.appendCodePoint(c);
              }
            });
    return shown.toString();
  }
}
