package io.perpixel.job;

import static org.apache.spark.sql.functions.col;

import io.perpixel.metric.FixationPool;
import io.perpixel.metric.Scores;
import io.perpixel.nn.model.ModelSpec;
import io.perpixel.spark.BroadcastModel;
import io.perpixel.spark.Evaluation;
import io.perpixel.spark.ImageTable;
import io.perpixel.spark.Release;
import io.perpixel.spark.TaskThreads;
import io.perpixel.train.EqualSizes;
import io.perpixel.train.Example;
import io.perpixel.train.ModelFile;
import java.io.IOException;
import java.io.PrintWriter;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Scores models over tables with targets, and says beforehand what memory that takes. */
final class ModelScores {
  /** Most images per inference step where nobody says. */
  static final int BATCH = 100;

  private final SparkSession spark;
  private final int batch;
  private final String kernels;
  private final PrintWriter out;

  /**
   * @param batch most images per inference step
   * @param kernels {@code nn.kernels}
   */
  ModelScores(SparkSession spark, int batch, String kernels, PrintWriter out) {
    this.spark = spark;
    this.batch = batch;
    this.kernels = kernels;
    this.out = out;
  }

  /** Of one model over all rows; they are the same to the bit however many executors take part. */
  Scores of(Dataset<Row> rows, ModelFile file) throws IOException {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    JavaRDD<Example> examples = Evaluation.examples(rows);
    int threads = TaskThreads.of(spark.sparkContext(), examples.getNumPartitions());
    ModelSpec spec = file.info().spec();
    memory(rows, examples.getNumPartitions(), spec);
    BroadcastModel model = new BroadcastModel(context, file, kernels);
    Broadcast<FixationPool> pool = context.broadcast(Evaluation.fixations(examples, spec));
    try {
      return Evaluation.score(examples, model, spec, pool, batch, threads);
    } finally {
      model.release();
      Release.of(pool);
    }
  }

  /** Of the largest images. */
  private void memory(Dataset<Row> rows, int tasks, ModelSpec spec) {
    Dataset<Row> sizes = rows.select(ImageTable.HEIGHT, ImageTable.WIDTH).distinct();
    Column pixels = col(ImageTable.HEIGHT).multiply(col(ImageTable.WIDTH));
    for (Row largest : sizes.sort(pixels.desc()).takeAsList(1)) {
      int height = largest.getInt(0);
      int width = largest.getInt(1);
      if (height % spec.sideMultiple() == 0 && width % spec.sideMultiple() == 0) {
        ReplicaMemory one =
            ReplicaMemory.inference(
                spec, height, width, EqualSizes.most(height, width, batch, spec));
        out.println(Preflight.tasks("the evaluation", one, spark.sparkContext(), tasks));
        out.flush();
      }
    }
  }
}
