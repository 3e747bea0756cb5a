package io.perpixel.job;

import io.perpixel.report.Figures;
import io.perpixel.spark.PassOutcome;
import io.perpixel.spark.PassPlan;
import io.perpixel.spark.RejectSummary;
import io.perpixel.spark.Tally;
import io.perpixel.spark.WrittenTable;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** What a pass has done, on one screen. */
final class PassSummary {
  private static final int MOST_KINDS = 10;
  private static final String LINE = "%-10s %s%n";

  private final StringBuilder text = new StringBuilder();

  /**
   * Of a pass that has ended.
   *
   * @param output of the table
   * @param rejects where its rejects are
   * @param seconds that it took
   */
  PassSummary(
      String output,
      String rejects,
      PassPlan plan,
      PassOutcome outcome,
      Tally tally,
      double seconds) {
    if (outcome.skipped()) {
      text.append("already done: %s: %s%n".formatted(output, outcome.counts()));
      return;
    }
    WrittenTable table = outcome.written().orElseThrow();
    line("rows", outcome.counts().toString());
    plan.changes()
        .ifPresent(
            changes ->
                line(
                    "sources",
                    "%,d carried over, %,d new, %,d changed, %,d deleted"
                        .formatted(
                            changes.unchanged(),
                            changes.added().size(),
                            changes.changed().size(),
                            changes.deleted().size())));
    line(
        "this run",
        "%,d images, %s read in %s, %s images/s"
            .formatted(
                tally.readCount(),
                Figures.bytes(tally.bytesRead()),
                Figures.seconds(seconds),
                rate(tally.readCount() / seconds)));
    kinds(table.rejects());
    line(
        "table",
        "%s (%,d files, %s)".formatted(output, table.files(), Figures.bytes(table.bytes())));
    line("rejects", "%s (%,d rows)".formatted(rejects, table.rejects().total()));
  }

  private static String rate(double perSecond) {
    return perSecond < 1 ? Figures.number(perSecond) : Figures.rate(perSecond);
  }

  private void kinds(RejectSummary rejects) {
    List<Map.Entry<RejectSummary.Kind, Long>> kinds =
        rejects.kinds().entrySet().stream()
            .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
            .toList();
    String title = "rejected";
    for (Map.Entry<RejectSummary.Kind, Long> kind : kinds.stream().limit(MOST_KINDS).toList()) {
      String reason = "%s: %s".formatted(kind.getKey().stage(), kind.getKey().reason());
      line(title, "%,8d  %s".formatted(kind.getValue(), reason));
      title = "";
    }
    if (kinds.size() > MOST_KINDS) {
      long others = kinds.stream().skip(MOST_KINDS).mapToLong(Map.Entry::getValue).sum();
      line(title, "%,8d  for %d other reasons".formatted(others, kinds.size() - MOST_KINDS));
    }
  }

  private void line(String title, String content) {
    text.append(LINE.formatted(title, content));
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
