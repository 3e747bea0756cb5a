package io.perpixel.notebook;

import io.perpixel.report.HtmlFragments;
import java.util.List;
import java.util.Optional;

/**
 * Shows pictures and tables wherever the cells run. A Jupyter kernel says at its start how it shows
 * something ({@link #to}); until somebody does, a line of text on standard output stands for it, so
 * that cells run in plain {@code jshell} too.
 */
public final class Display {
  private static final Front CONSOLE = shown -> System.out.println(shown.text());

  private static volatile Front front = CONSOLE;

  private Display() {}

  /**
   * Something shown.
   *
   * @param html a fragment of a page
   * @param text the same for those who see no page
   * @param png of a picture
   */
  public record Shown(String html, String text, Optional<byte[]> png) {}

  /** Who shows it. */
  @FunctionalInterface
  public interface Front {
    /** Called for each thing, in order. */
    void show(Shown shown);
  }

  /** Shows everything from now on by {@code other}. */
  public static void to(Front other) {
    front = other;
  }

  /** As at the beginning. */
  public static void toConsole() {
    front = CONSOLE;
  }

  /**
   * A picture.
   *
   * @param png drawn by {@code io.perpixel.report}, at its density
   * @param alternative what it shows, for those who cannot see it
   * @throws IllegalArgumentException if it is no PNG
   */
  public static void picture(byte[] png, String alternative) {
    HtmlFragments.requirePng(png, alternative);
    byte[] small = IndexedPicture.of(png);
    String html = HtmlFragments.picture(small, alternative);
    front.show(new Shown(html, "[picture: " + alternative + "]", Optional.of(small)));
  }

  /** A table: a header and rows of as many cells. */
  public static void table(List<String> header, List<List<String>> rows) {
    StringBuilder text = new StringBuilder(String.join(" | ", header));
    rows.forEach(row -> text.append('\n').append(String.join(" | ", row)));
    front.show(
        new Shown(HtmlFragments.table(header, rows), text.toString(), Optional.<byte[]>empty()));
  }
}
