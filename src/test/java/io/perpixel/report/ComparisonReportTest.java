package io.perpixel.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.perpixel.train.EpochRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ComparisonReportTest {
  @Test
  void bestAndLastAreMediansOfFiveEpochs() {
    // Losses 9 8 1 7 6 5 | 4 99 and their medians of five: 7, 6, 5, 6; accuracy is loss / 100.
    double[] losses = {9, 8, 1, 7, 6, 5, 4, 99};
    Run run = new Run("batch 10", settings(10), epochs(losses));
    ComparisonReport report = ComparisonReport.of(List.of(run), "accuracy");
    assertThat(report.header())
        .containsExactly(
            "run",
            "epochs",
            "validation loss, best",
            "last",
            "accuracy, best",
            "last",
            "images/s",
            "minutes");
    assertThat(report.rows())
        .containsExactly(List.of("batch 10", "8", "5", "6", "0.07000", "0.06000", "105", "4.0"));
  }

  @Test
  void showsTheSettingsThatDifferAndOnlyThose() {
    Run small = new Run("a", settings(10), epochs(1, 2));
    Map<String, Object> more = settings(100);
    more.put("train.workers", 2);
    ComparisonReport report =
        ComparisonReport.of(List.of(small, new Run("b", more, epochs(3))), "accuracy");
    assertThat(report.header().subList(0, 4))
        .containsExactly("run", "train.batch", "train.workers", "epochs");
    assertThat(report.rows().get(0).subList(0, 5)).containsExactly("a", "10", "–", "2", "1.500");
    assertThat(report.rows().get(1).subList(0, 5)).containsExactly("b", "100", "2", "1", "3");
  }

  @Test
  void markdownIsATableWhateverTheNames() {
    Run hostile = new Run("a|b\n| c <x> \0" + "long".repeat(100), settings(10), epochs(1));
    String text =
        ComparisonReport.of(List.of(hostile, new Run("", settings(20), List.of())), "accuracy")
            .markdown();
    List<String> lines = text.lines().toList();
    assertThat(lines).hasSize(6);
    assertThat(lines.subList(0, 4)).allMatch(line -> line.length() == lines.get(0).length());
    assertThat(lines.subList(0, 4))
        .allMatch(line -> line.replace("\\|", "").chars().filter(c -> c == '|').count() == 10);
    assertThat(lines.get(1)).matches("\\|:-+(\\|-+:)+\\|");
    assertThat(lines.get(2)).startsWith("| a\\|b \\| c <x>");
    assertThat(lines.get(3)).contains(" 0 | ").contains("–");
  }

  @Test
  void divergedAndEmptyRunsAreCompared() {
    List<Run> runs =
        List.of(
            new Run("none", Map.of(), List.of()),
            new Run("nan", Map.of(), epochs(Double.NaN, Double.NaN)),
            new Run("inf", Map.of(), epochs(1, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY)),
            new Run("long", Map.of(), Samples.epochs(1000, 1)));
    ComparisonReport report = ComparisonReport.of(runs, "accuracy");
    assertThat(report.rows().get(0)).containsExactly("none", "0", "–", "–", "–", "–", "–", "–");
    assertThat(report.rows().get(1).subList(1, 4)).containsExactly("2", "–", "–");
    assertThat(report.rows().get(2).subList(1, 4)).containsExactly("3", "∞", "∞");
    assertThat(report.html("Sweep").build())
        .contains("<h1>Sweep</h1>", "<td>long</td>", "data:image/png");
    assertThat(ComparisonReport.of(List.of(), "accuracy").html("t").build()).contains("<h1>t</h1>");
  }

  private static Map<String, Object> settings(int batch) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("train.batch", batch);
    settings.put("train.epochs", 25);
    return settings;
  }

  private static List<EpochRecord> epochs(double... losses) {
    List<EpochRecord> epochs = new ArrayList<>();
    for (double loss : losses) {
      int epoch = epochs.size() + 1;
      Map<String, Double> metrics = Map.of("accuracy", loss / 100);
      epochs.add(new EpochRecord(epoch, 1, loss, metrics, 100 + epoch, 30, 1e-3));
    }
    return epochs;
  }
}
