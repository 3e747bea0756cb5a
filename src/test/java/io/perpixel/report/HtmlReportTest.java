package io.perpixel.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.perpixel.train.Provenance;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HtmlReportTest {
  private static final Pattern TAG = Pattern.compile("<(/?)([a-zA-Z][a-zA-Z0-9]*)[^>]*>");
  private static final Set<String> VOID = Set.of("meta", "img");
  private static final Set<String> KNOWN =
      Set.of(
          ("html head meta title style body main h1 h2 h3 p div ul li dl dt dd section table thead"
                  + " tbody tr th td span figure img footer")
              .split(" "));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "' onmouseover='alert(1)",
        "</title></style><script>x</script>",
        "<!-- ]]> <![CDATA[ &lt;script&gt; &#60;",
        "s3a://b/ü/日本/\ud83d\udc0e/%3Cscript%3E",
        "\0\u0007\u001b[31m\u202e\ud800 half",
        "%s %d %n {0} ${x} \\u0000",
        ""
      })
  void textFromElsewhereStaysText(String hostile) {
    byte[] png = PaletteSwatch.png(new byte[3]);
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(hostile, hostile);
    map.put("nested", Map.of(hostile, List.of(hostile, 1)));
    Provenance provenance =
        Provenance.builder(hostile, Instant.EPOCH)
            .command(List.of(hostile))
            .data(Map.of(hostile, hostile))
            .kernels(Map.of(hostile, hostile))
            .build();
    String page =
        HtmlReport.builder(hostile)
            .outcome(hostile)
            .tile(hostile, hostile, hostile)
            .warning(hostile)
            .table(hostile, map)
            .table(hostile, List.of(hostile, "b"), List.of(List.of(hostile, "1")))
            .picture(hostile, png, hostile)
            .timings(hostile, Map.of(hostile, Duration.ofSeconds(1)))
            .provenance(provenance)
            .footer(hostile)
            .build();
    assertBalanced(page);
    assertThat(page.split("<img ", -1)).hasSize(2);
    assertThat(page.codePoints()).noneMatch(c -> c == 0 || c == 7 || c == 27 || c == 0xd800);
    assertThat(new String(page.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
        .isEqualTo(page);
    assertThat(page)
        .contains("<h1>" + escapedByHand(hostile) + "</h1>")
        .contains("default-src 'none'")
        .doesNotContain("http://", "https://", "<script");
  }

  @Test
  void anEmptyReportIsAPage() {
    String page = HtmlReport.builder("nothing").build();
    assertBalanced(page);
    assertThat(page).contains("<h1>nothing</h1>").doesNotContain("<section", "<dl", "<footer");
    String empty = HtmlReport.builder("t").table("a", Map.of()).timings("b", Map.of()).build();
    assertBalanced(empty);
    assertThat(empty).contains(">0 ms<");
  }

  @Test
  void sectionsComeInTheOrderOfTheCallsAndPicturesInTheirSize() {
    byte[] png = PaletteSwatch.png(new byte[3 * 12]);
    String page =
        HtmlReport.builder("t")
            .picture("Palette", png, "twelve colours")
            .table("Settings", Map.of("batch", 100))
            .tile("epochs", "25", "")
            .build();
    assertThat(page)
        .containsSubsequence("25", "<h2>Palette</h2>", "<h2>Settings</h2>", "batch", "100")
        .contains("width=\"882\" alt=\"twelve colours\"")
        .contains(Base64.getEncoder().encodeToString(png));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HtmlReport.builder("t").picture("p", new byte[30], ""))
        .withMessageContaining("\"p\"");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HtmlReport.builder("t").picture("p", Arrays.copyOf(png, 10), ""));
  }

  @Test
  void valuesAreShownExactlyOrToTheDigitsThatMatter() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("rate", 1e-3);
    values.put("loss", 1.3416789012);
    values.put("nan", Double.NaN);
    values.put("none", null);
    values.put("empty", Map.of());
    values.put("list", List.of(1, 2.5, "x"));
    values.put("a", Map.of("b", Map.of("c", true)));
    values.put("fs.s3a.secret.key", "hush");
    assertThat(HtmlReport.builder("t").table("s", values).build())
        .contains(">0.001<", ">1.342<", ">1 2.5 x<", ">a.b.c</th><td>true<", "nan</th><td>–<")
        .contains("none</th><td>–<", "empty</th><td>–<", "(redacted)")
        .doesNotContain("hush");
  }

  @Test
  void columnsOfNumbersAreAlignedToTheRight() {
    String page =
        HtmlReport.builder("t")
            .table(
                "runs",
                List.of("name", "loss", "time", "mixed"),
                List.of(List.of("a", "1.342", "4 min 10 s", "1"), List.of("b", "–", "850 ms", "x")))
            .build();
    assertThat(page)
        .contains("<th>name</th><th class=\"number\">loss</th><th class=\"number\">time</th>")
        .contains("<th>mixed</th>", "<td class=\"number\">–</td>");
    String hostile = "1" + " a".repeat(100_000) + "!";
    assertThat(HtmlReport.builder("t").table("r", List.of("h"), List.of(List.of(hostile))).build())
        .contains(hostile);
  }

  @Test
  void barsAreSharesOfTheWhole() {
    Map<String, Duration> times = new LinkedHashMap<>();
    times.put("fetch", Duration.ofSeconds(30));
    times.put("train", Duration.ofSeconds(90));
    times.put("clock set back", Duration.ofSeconds(-1));
    String page = HtmlReport.builder("t").timings("Timings", times).build();
    assertThat(page)
        .containsSubsequence("fetch", "30.0 s", "width:25.2%", "train", "1 min 30 s", "width:75.6%")
        .contains("width:0.0%");
    assertThat(HtmlReport.builder("t").timings("T", Collections.emptyMap()).build())
        .contains("total");
  }

  private static void assertBalanced(String page) {
    Deque<String> open = new ArrayDeque<>();
    Matcher tags = TAG.matcher(page);
    while (tags.find()) {
      String name = tags.group(2);
      assertThat(KNOWN).contains(name);
      if (!tags.group(1).isEmpty()) {
        assertThat(open.pop()).isEqualTo(name);
      } else if (!VOID.contains(name)) {
        open.push(name);
      }
    }
    assertThat(open).isEmpty();
    assertThat(page.replaceAll("(?s)<style>.*</style>", "").split("<", -1))
        .hasSameSizeAs(page.replaceAll("(?s)<style>.*</style>", "").split(">", -1));
  }

  private static String escapedByHand(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;")
        .replaceAll("[\0\u0007\u001b\ud800](?![\udc00-\udfff])", "\ufffd");
  }
}
