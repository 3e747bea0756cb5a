package io.perpixel.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PrometheusTextTest {
  private static PrometheusText text() {
    return new PrometheusText(Map.of("output", "a\\b\"c\n"));
  }

  @Test
  void figuresOfANameStandTogether() {
    PrometheusText text =
        text()
            .add("rows", "Rows.", Map.of("reason", "x"), 3)
            .add("seconds", "Time \\ of the run.", 0.25)
            .add("rows", "Rows.", Map.of("reason", "y"), 1e15)
            .add("loss", "Loss.", Double.NaN)
            .add("most", "Most.", Double.NEGATIVE_INFINITY);
    String labels = "output=\"a\\\\b\\\"c\\n\"";
    assertThat(text)
        .hasToString(
            """
            # HELP rows Rows.
            # TYPE rows gauge
            rows{%1$s,reason="x"} 3
            rows{%1$s,reason="y"} 1.0E15
            # HELP seconds Time \\\\ of the run.
            # TYPE seconds gauge
            seconds{%1$s} 0.25
            # HELP loss Loss.
            # TYPE loss gauge
            loss{%1$s} NaN
            # HELP most Most.
            # TYPE most gauge
            most{%1$s} -Inf
            """
                .formatted(labels));
  }

  @Test
  void whatAnEarlierTextSaidIsFound() {
    String earlier = text().add("when", "When.", 17.5).add("whenever", "No.", 3).toString();
    assertThat(text().valueIn(earlier, "when")).hasValue(17.5);
    assertThat(text().valueIn(earlier, "never")).isEmpty();
    assertThat(new PrometheusText(Map.of()).valueIn(earlier, "when")).isEmpty();
    assertThat(new PrometheusText(Map.of()).valueIn("when broken\nwhen 2\n", "when")).hasValue(2);
  }
}
