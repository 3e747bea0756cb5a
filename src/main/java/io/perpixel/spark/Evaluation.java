package io.perpixel.spark;

import io.perpixel.metric.FixationPool;
import io.perpixel.metric.Scores;
import io.perpixel.nn.model.ModelSpec;
import io.perpixel.train.Example;
import io.perpixel.train.Scorer;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Scores a model on labelled images wherever they are. */
public final class Evaluation {
  private Evaluation() {}

  /**
   * Loss and metrics of a model. Every image is scored for itself and sums are exact, so neither
   * the partitions nor the order of the examples change the result.
   *
   * @param examples images with targets
   * @param spec what the model is
   * @param pool of {@link #fixations}
   * @param batch images per inference step, from 1; images of different sizes are kept apart
   * @param threads CPU threads of each task, from 1; see {@link TaskThreads}
   * @throws BadDataException (as a cause of Spark's exception) if an example has no target, or does
   *     not fit the model; the message names it
   */
  public static Scores score(
      JavaRDD<Example> examples,
      BroadcastModel model,
      ModelSpec spec,
      Broadcast<FixationPool> pool,
      int batch,
      int threads) {
    return examples
        .mapPartitions(new ScoreFunction(model, pool, batch, threads))
        .fold(Scorer.nothing(spec), Scores::merge);
  }

  /**
   * Where people looked in all images that are to be scored, as sAUC needs it; empty for models
   * that do not predict maps.
   */
  public static FixationPool fixations(JavaRDD<Example> examples, ModelSpec spec) {
    return switch (spec.target()) {
      case COLOURS, CLASSES -> new FixationPool();
      case MAP ->
          examples.aggregate(
              new FixationPool(),
              (pool, example) -> example.addFixations(pool),
              FixationPool::merge);
    };
  }

  /** The rows of an {@link ImageTable} as examples, with targets where there are any. */
  public static JavaRDD<Example> examples(Dataset<Row> table) {
    return table.toJavaRDD().map(Evaluation::example);
  }

  private static Example example(Row row) {
    try {
      ImageRow image = ImageRow.of(row);
      return new Example(image.id(), image.image(), image.target(), image.fixations());
    } catch (IllegalArgumentException e) {
      throw new BadDataException(row.getAs(ImageTable.ID) + ": " + e.getMessage(), e);
    }
  }
}
