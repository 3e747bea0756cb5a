package io.perpixel.job;

import io.perpixel.metric.FixationPool;
import io.perpixel.metric.Scores;
import io.perpixel.spark.Evaluation;
import io.perpixel.spark.ParameterAveraging;
import io.perpixel.spark.ReplicaSpec;
import io.perpixel.spark.SparkLoop;
import io.perpixel.spark.TaskThreads;
import io.perpixel.train.Augmentation;
import io.perpixel.train.EpochPlan;
import io.perpixel.train.EqualSizes;
import io.perpixel.train.Example;
import io.perpixel.train.History;
import io.perpixel.train.ModelFile;
import io.perpixel.train.PlainLoop;
import io.perpixel.train.TrainingLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Predicate;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/** Makes the loop that {@code train.loop} names and frees what it holds. */
final class Loops {
  private static final int VALIDATION_BATCH = 100;

  /** Three of the image and one of the target, and as much again while they travel. */
  private static final int BYTES_A_PIXEL = 8;

  private final JavaSparkContext sc;
  private final TrainSettings train;
  private final String kernels;
  private final Augmentation augmentation;
  private final ModelFile model;
  private final TrainingData data;
  private final int threads;

  Loops(SparkSession spark, Settings settings, ModelFile model, TrainingData data) {
    sc = JavaSparkContext.fromSparkContext(spark.sparkContext());
    train = settings.train();
    kernels = settings.kernels();
    augmentation = settings.data().augmentation(train.seed());
    this.model = model;
    this.data = data;
    threads = train.threads() > 0 ? train.threads() : automaticThreads();
  }

  /** CPU threads of each replica. */
  int threads() {
    return threads;
  }

  /** Memory of the replicas at the size of the training images. */
  Preflight preflight() {
    Example first = data.training().first();
    Predicate<String> trained =
        layer ->
            train.trainable().isEmpty()
                || train.trainable().stream()
                    .anyMatch(p -> (layer + ".").startsWith(p) || p.startsWith(layer + "."));
    int here = plain() ? 1 : sc.isLocal() ? train.workers() : 0;
    int piece = (train.batch() + train.accumulate() - 1) / train.accumulate();
    long pixels = (long) first.height() * first.width();
    Preflight.Sizes sizes =
        new Preflight.Sizes(
            first.height(),
            first.width(),
            piece,
            train.accumulate() > 1,
            EqualSizes.most(first, plain() ? train.batch() : VALIDATION_BATCH));
    long images = data.trainingImages() + data.validationImages();
    int processes = here > 0 ? 1 : train.workers();
    return Preflight.of(
        model.info().spec(),
        sizes,
        trained,
        images * pixels * BYTES_A_PIXEL / processes,
        !plain(),
        here);
  }

  private int automaticThreads() {
    if (!plain() && !sc.isLocal()) {
      // The driver's number of cores says nothing about the executors'.
      return TaskThreads.of(sc.sc(), train.workers());
    }
    int cores = Runtime.getRuntime().availableProcessors();
    return plain() ? cores : Math.max(1, cores / train.workers());
  }

  private boolean plain() {
    return train.loop().equals("plain");
  }

  /** Something to do with a loop. */
  interface Use {
    History with(TrainingLoop loop) throws IOException;
  }

  History use(Use use) throws IOException {
    if (plain()) {
      return use.with(
          new PlainLoop(
              model.replica(threads, train.accumulate()),
              data.training().collect(),
              data.validation().collect(),
              plan(1)));
    }
    ReplicaSpec replicas =
        new ReplicaSpec(
            model.info().spec(),
            model.info().inputStages(),
            model.graph(),
            kernels,
            threads,
            train.accumulate());
    JavaRDD<Example> validation = data.validation().persist(StorageLevel.MEMORY_AND_DISK());
    Broadcast<FixationPool> pool =
        sc.broadcast(Evaluation.fixations(validation, model.info().spec()));
    try (SparkLoop loop =
        new SparkLoop(
            sc,
            new ParameterAveraging(replicas, train.averaging()),
            model.graph(),
            data.training(),
            () -> score(validation, pool),
            plan(train.workers()))) {
      return use.with(loop);
    } finally {
      pool.destroy();
      validation.unpersist(false);
    }
  }

  private EpochPlan plan(int workers) {
    return new EpochPlan(workers, train.batch(), train.seed(), augmentation);
  }

  private Scores score(JavaRDD<Example> validation, Broadcast<FixationPool> pool) {
    Broadcast<byte[]> bytes = sc.broadcast(modelBytes());
    try {
      return Evaluation.score(
          validation, bytes, model.info().spec(), pool, VALIDATION_BATCH, threads);
    } finally {
      bytes.destroy();
    }
  }

  private byte[] modelBytes() {
    try {
      return model.toBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return plain()
        ? "plain loop, batch %d, threads %d".formatted(train.batch(), threads)
        : "workers %d, each with batch %d and threads %d, averaged every %s, on %s"
            .formatted(
                train.workers(),
                train.batch(),
                threads,
                train.averaging() == 1 ? "step" : train.averaging() + " steps",
                sc.master());
  }
}
