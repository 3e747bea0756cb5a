package io.perpixel.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FiguresTest {
  private final Locale before = Locale.getDefault();

  /** A comma for the decimal point, and digits that are not ASCII, would show here. */
  @BeforeEach
  void anotherLocale() {
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
  }

  @AfterEach
  void restore() {
    Locale.setDefault(before);
  }

  @ParameterizedTest
  @CsvSource({
    "1.34159, 1.342",
    "0.001, 0.001000",
    "285.44, 285.4",
    "5000, 5000",
    "-0.5, -0.5000",
    "0, 0",
    "12345.6, 12346",
    "1.5e-5, 1.500e-05",
    "1.25e9, 1250000000",
    "1.5e20, 1.500e+20",
    "NaN, –",
    "Infinity, ∞",
    "-Infinity, −∞"
  })
  void numbers(double value, String expected) {
    assertThat(Figures.number(value)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"0.48912, 48.9 %", "1, 100.0 %", "NaN, –"})
  void percentages(double value, String expected) {
    assertThat(Figures.percent(value)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"1109.4, '1,109'", "34.21, 34.2", "NaN, –"})
  void rates(double value, String expected) {
    assertThat(Figures.rate(value)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 ms",
    "850, 850 ms",
    "17800, 17.8 s",
    "59949, 59.9 s",
    "59950, 1 min 00 s",
    "250000, 4 min 10 s",
    "3599600, 1 h 00 min",
    "11100000, 3 h 05 min",
    "-1500, −1.5 s"
  })
  void durations(long millis, String expected) {
    assertThat(Figures.duration(Duration.ofMillis(millis))).isEqualTo(expected);
    assertThat(Figures.seconds(millis / 1000.0)).isEqualTo(expected);
  }

  @Test
  void filesAreTheSameInEveryLocale() {
    assertThat(TensorBoardWriter.fileName(Instant.ofEpochSecond(1), "h"))
        .isEqualTo("events.out.tfevents.0000000001.h");
    String page =
        HtmlReport.builder("t")
            .picture("p", PaletteSwatch.png(new byte[3]), "one colour")
            .timings("t", Map.of("a", Duration.ofSeconds(1)))
            .build();
    assertThat(page).contains("width=\"90\"", "width:100.0%", "1.0 s");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "999, 999 B",
    "1000, 1.00 kB",
    "999499, 999 kB",
    "999500, 1.00 MB",
    "9994999, 9.99 MB",
    "14260000, 14.3 MB",
    "1048576000000, 1.05 TB",
    "9223372036854775807, 9223 PB"
  })
  void sizesHaveThreeDigits(long bytes, String text) {
    assertThat(Figures.bytes(bytes)).isEqualTo(text);
  }
}
