package io.perpixel.job;

/** Plain text as GitHub's Markdown. */
final class Markup {
  private Markup() {}

  /** Text outside of code spans, none of whose characters is taken for markup. */
  static String prose(String text) {
    StringBuilder escaped = new StringBuilder();
    String[] parts = text.split("`", -1);
    for (int i = 0; i < parts.length; i++) {
      boolean code = i % 2 == 1;
      escaped
          .append(i == 0 ? "" : "`")
          .append(code ? parts[i] : parts[i].replace("<", "&lt;").replace("*", "\\*"));
    }
    return escaped.toString();
  }

  /** Likewise, for the cell of a table. */
  static String cell(String text) {
    return prose(text).replace("|", "\\|").replace("\n", " ");
  }
}
