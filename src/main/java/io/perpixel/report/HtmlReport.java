package io.perpixel.report;

import io.perpixel.train.Provenance;
import io.perpixel.train.Redaction;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One self-contained HTML page about a run: no scripts, no other files, readable on paper, on a
 * phone and in the dark. Title, outcome, tiles and warnings come first; then the sections in the
 * order in which they were added.
 *
 * <p>All text is escaped, and the page forbids the browser to load or run anything, so that names
 * and paths from elsewhere stay harmless. Values of settings whose key names a secret are left out
 * ({@link Redaction}).
 */
public final class HtmlReport {
  private static final String STYLE = style();

  private final String title;
  private final StringBuilder tiles = new StringBuilder();
  private final StringBuilder warnings = new StringBuilder();
  private final StringBuilder sections = new StringBuilder();
  private String outcome = "";
  private String footer = "";

  private HtmlReport(String title) {
    this.title = title;
  }

  /** Begins a page with this heading. */
  public static HtmlReport builder(String title) {
    return new HtmlReport(title);
  }

  /** What came of it, in one sentence. */
  public HtmlReport outcome(String sentence) {
    outcome = sentence;
    return this;
  }

  /**
   * A figure to see at a glance.
   *
   * @param note below it in small print; may be empty
   */
  public HtmlReport tile(String name, String value, String note) {
    tiles.append(
        "<div class=\"tile\"><dt>%s</dt><dd class=\"value\">%s</dd><dd class=\"note\">%s</dd></div>\n"
            .formatted(Html.escape(name), Html.escape(value), Html.escape(note)));
    return this;
  }

  /** Something the reader must know before trusting the figures. */
  public HtmlReport warning(String text) {
    warnings.append("<li>").append(Html.escape(text)).append("</li>\n");
    return this;
  }

  /** A section of names and values; nested maps get dotted names. */
  public HtmlReport table(String heading, Map<String, ?> values) {
    return section(heading, HtmlTable.pairs(values));
  }

  /** A section with a table: a header and rows of as many cells, numbers aligned to the right. */
  public HtmlReport table(String heading, List<String> header, List<List<String>> rows) {
    return section(heading, HtmlTable.grid(header, rows));
  }

  /**
   * A section with a picture, embedded in the page.
   *
   * @param png drawn at {@value Canvas#DENSITY} dots a CSS pixel, as all pictures of this package
   * @param alternative what it shows, for those who cannot see it
   * @throws IllegalArgumentException if it is no PNG
   */
  public HtmlReport picture(String heading, byte[] png, String alternative) {
    HtmlFragments.requirePng(png, heading);
    return section(heading, HtmlFragments.picture(png, alternative));
  }

  /** A section that shows how long each phase took, as numbers and as bars of the total. */
  public HtmlReport timings(String heading, Map<String, Duration> phases) {
    double total = phases.values().stream().mapToLong(Duration::toMillis).sum();
    StringBuilder html = new StringBuilder("<table class=\"timings\">\n");
    phases.forEach(
        (phase, time) -> {
          double share = total > 0 ? time.toMillis() / total : 0;
          html.append(
              """
              <tr><th scope="row">%s</th><td class="number">%s</td><td><span class="track"\
              ><span class="bar" style="width:%s%%"></span></span></td></tr>
              """
                  .formatted(
                      Html.escape(phase),
                      Html.escape(Figures.duration(time)),
                      Math.round(Math.max(0, share) * 1000) / 10.0));
        });
    String sum = Figures.duration(Duration.ofMillis(Math.round(total)));
    html.append("<tr><th scope=\"row\">total</th><td class=\"number\">").append(Html.escape(sum));
    return section(heading, html.append("</td><td></td></tr>\n</table>\n").toString());
  }

  /** A section with all of a run's provenance but its settings, which have a table of their own. */
  public HtmlReport provenance(Provenance provenance) {
    Map<String, Object> run = new LinkedHashMap<>();
    for (String key : List.of("run_id", "started", "finished", "seed", "parent_model")) {
      provenance.text(key).ifPresent(value -> run.put(key.replace('_', ' '), value));
    }
    run.put("command", String.join(" ", provenance.command()));
    for (String key : List.of("palette_sha256", "parameters_sha256")) {
      provenance.text(key).ifPresent(value -> run.put(key.replace('_', ' '), value));
    }
    StringBuilder html = new StringBuilder("<h3>run</h3>\n").append(HtmlTable.pairs(run));
    for (String part : List.of("data", "code", "libraries", "kernels", "machine")) {
      Map<String, Object> values = provenance.section(part);
      if (!values.isEmpty()) {
        html.append("<h3>").append(part).append("</h3>\n").append(HtmlTable.pairs(values));
      }
    }
    return section("Provenance", html.toString());
  }

  /** Small print at the end, such as when and by what version the page was made. */
  public HtmlReport footer(String text) {
    footer = text;
    return this;
  }

  /** The page; store it as UTF-8. */
  public String build() {
    StringBuilder body = new StringBuilder();
    body.append("<h1>").append(Html.escape(title)).append("</h1>\n");
    part(body, "<p class=\"outcome\">", Html.escape(outcome), "</p>\n");
    part(body, "<div class=\"warnings\" role=\"note\"><ul>\n", warnings, "</ul></div>\n");
    part(body, "<dl class=\"tiles\">\n", tiles, "</dl>\n");
    body.append(sections);
    part(body, "<footer>", Html.escape(footer), "</footer>\n");
    return """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" \
    content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>%s</title>
    <style>
    %s</style>
    </head>
    <body>
    <main>
    %s</main>
    </body>
    </html>
    """
        .formatted(Html.escape(title), STYLE, body);
  }

  private static void part(StringBuilder html, String open, CharSequence content, String close) {
    if (!content.isEmpty()) {
      html.append(open).append(content).append(close);
    }
  }

  private HtmlReport section(String heading, String content) {
    sections
        .append("<section>\n<h2>")
        .append(Html.escape(heading))
        .append("</h2>\n")
        .append(content)
        .append("</section>\n");
    return this;
  }

  private static String style() {
    try (InputStream in = HtmlReport.class.getResourceAsStream("report.css")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("report.css in the perpixel jar cannot be read", e);
    }
  }
}
