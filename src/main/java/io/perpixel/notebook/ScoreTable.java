package io.perpixel.notebook;

import io.perpixel.metric.Scores;
import io.perpixel.report.Figures;
import io.perpixel.train.EpochPlan;
import io.perpixel.train.Example;
import io.perpixel.train.PlainLoop;
import io.perpixel.train.Replica;
import java.util.List;

/** A table of the validation scores of colourizers that differ in one thing. */
final class ScoreTable {
  private static final int BATCH = 10;

  private ScoreTable() {}

  /** What the columns are, the first of which says in what they differ. */
  static List<String> header(String first) {
    return List.of(first, "validation loss", "right pixels");
  }

  static List<String> row(String first, Scores scores) {
    return List.of(
        first,
        Figures.number(scores.meanLoss()),
        Figures.percent(scores.metrics().getOrDefault("accuracy", Double.NaN)));
  }

  /** The row of a model as it is. */
  static List<String> row(String first, Replica replica, List<Example> validation) {
    EpochPlan plan = EpochPlan.plain(BATCH, 0);
    return row(first, new PlainLoop(replica, validation, validation, plan).validate());
  }
}
