package io.perpixel.job;

import static org.apache.spark.sql.functions.col;

import io.perpixel.metric.Scores;
import io.perpixel.registry.ModelVersion;
import io.perpixel.registry.RunRecord;
import io.perpixel.spark.ImageTable;
import io.perpixel.train.ModelFile;
import java.io.IOException;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Scores a run's model and the champion on the same images. */
final class RetrainScores {
  private final RetrainPlace place;
  private final ModelScores scores;
  private final FrozenTest test;

  RetrainScores(RetrainPlace place, SparkSession spark, FrozenTest test) {
    this.place = place;
    this.test = test;
    scores = new ModelScores(spark, ModelScores.BATCH, place.settings().kernels(), place.out());
  }

  /**
   * Scores both, and notes it.
   *
   * @param made the run's model
   */
  void compare(RunRecord run, String made) throws IOException {
    Map<String, Double> ofNew = of(ModelOption.read("the new model", made, place.hadoop()));
    OptionalInt champion = place.champion();
    Map<String, Double> ofChampion = Map.of();
    if (champion.isPresent()) {
      ModelVersion version = place.registry().version(champion.getAsInt());
      place.registry().check(version);
      String file = place.registry().shown(version.number(), EarlierRun.MODEL);
      ofChampion = of(ModelOption.read("the champion", file, place.hadoop()));
    }
    run.scored(ofNew, champion, ofChampion);
  }

  private Map<String, Double> of(ModelFile model) throws IOException {
    Dataset<Row> rows = test.rows();
    Map<String, Double> all = metrics(scores.of(rows, model));
    if (place.retrain().labels()) {
      String metric = place.retrain().policy().metric();
      Dataset<Row> labels = rows.select(ImageTable.LABEL).na().drop().distinct();
      for (Row row : labels.sort(ImageTable.LABEL).collectAsList()) {
        Dataset<Row> ofLabel = rows.filter(col(ImageTable.LABEL).equalTo(row.get(0)));
        all.put(
            "%s[label=%s]".formatted(metric, row.get(0)),
            metrics(scores.of(ofLabel, model)).getOrDefault(metric, Double.NaN));
      }
    }
    return all;
  }

  private static Map<String, Double> metrics(Scores scores) {
    Map<String, Double> metrics = new TreeMap<>();
    metrics.put("loss", scores.meanLoss());
    scores
        .figures()
        .forEach(
            (name, value) -> {
              if (value instanceof Double number) {
                metrics.put(name, number);
              }
            });
    return metrics;
  }
}
