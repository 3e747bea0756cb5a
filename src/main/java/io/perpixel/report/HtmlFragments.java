package io.perpixel.report;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;

/** Pieces of a page for pages that are not ours, escaped as in {@link HtmlReport}. */
public final class HtmlFragments {
  private static final int PNG_WIDTH_AT = 16;

  /** Pictures wider than this are scrolled on a phone, not shrunk beyond reading. */
  private static final int PHONE_WIDTH = 640;

  private HtmlFragments() {}

  /**
   * A picture, embedded.
   *
   * @param png drawn at {@value Canvas#DENSITY} dots a CSS pixel, as all pictures of this package
   * @param alternative what it shows, for those who cannot see it
   * @throws IllegalArgumentException if it is no PNG
   */
  public static String picture(byte[] png, String alternative) {
    requirePng(png, alternative);
    int width = ByteBuffer.wrap(png).getInt(PNG_WIDTH_AT) / Canvas.DENSITY;
    return "<figure><img%s width=\"%s\" alt=\"%s\" src=\"data:image/png;base64,%s\"></figure>\n"
        .formatted(
            width > PHONE_WIDTH ? " class=\"wide\"" : "",
            width,
            Html.escape(alternative),
            Base64.getEncoder().encodeToString(png));
  }

  /**
   * Checks that a file begins as PNGs do.
   *
   * @throws IllegalArgumentException naming the picture by what it shows
   */
  public static void requirePng(byte[] file, String alternative) {
    if (file.length < 24 || file[0] != (byte) 0x89 || file[1] != 'P') {
      throw new IllegalArgumentException("picture \"" + alternative + "\" is not a PNG file");
    }
  }

  /** A table: a header and rows of as many cells, numbers aligned to the right. */
  public static String table(List<String> header, List<List<String>> rows) {
    return HtmlTable.grid(header, rows);
  }
}
