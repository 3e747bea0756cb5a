package io.perpixel.report;

/** Text made safe to stand in an HTML page, as content or as a quoted attribute. */
final class Html {
  private Html() {}

  /**
   * Escapes what HTML gives a meaning; replaces what it forbids (control characters, halves of
   * surrogate pairs) by U+FFFD.
   */
  static String escape(Object value) {
    StringBuilder safe = new StringBuilder();
    String.valueOf(value)
        .codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                case '\n', '\t' -> safe.append((char) c);
                default -> safe.appendCodePoint(allowed(c) ? c : 0xfffd);
              }
            });
    return safe.toString();
  }

  private static boolean allowed(int c) {
    int type = Character.getType(c);
    return type != Character.CONTROL && type != Character.SURROGATE;
  }
}
