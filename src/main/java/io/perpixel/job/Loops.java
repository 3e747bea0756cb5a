package io.perpixel.job;

import io.perpixel.metric.FixationPool;
import io.perpixel.metric.Scores;
import io.perpixel.nn.kernel.Device;
import io.perpixel.nn.layer.TailCut;
import io.perpixel.spark.BroadcastModel;
import io.perpixel.spark.Evaluation;
import io.perpixel.spark.ParameterAveraging;
import io.perpixel.spark.Release;
import io.perpixel.spark.ReplicaSpec;
import io.perpixel.spark.SparkLoop;
import io.perpixel.spark.TaskThreads;
import io.perpixel.train.Augmentation;
import io.perpixel.train.EpochPlan;
import io.perpixel.train.EqualSizes;
import io.perpixel.train.Example;
import io.perpixel.train.ModelFile;
import io.perpixel.train.PlainLoop;
import io.perpixel.train.TailLoop;
import io.perpixel.train.TrainingLoop;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/** Makes the loop that {@code train.loop} names and frees what it holds. */
final class Loops {
  private static final int VALIDATION_BATCH = 100;

  /** Spark's share of the heap for data, which is not all used, and what it sets apart. */
  private static final double CACHE = 0.5;

  private static final long NOT_CACHE = 300L << 20;

  private final SparkSession spark;
  private final JavaSparkContext sc;
  private final Settings settings;
  private final TrainSettings train;
  private final String kernels;
  private final Augmentation augmentation;
  private final ModelFile model;
  private final TrainingData data;
  private final Optional<TailCut> cut;
  private final PrintWriter out;
  private final int threads;
  private Consumer<SparkLoop> watcher = loop -> {};

  Loops(
      SparkSession spark, Settings settings, ModelFile model, TrainingData data, PrintWriter out) {
    this.spark = spark;
    this.settings = settings;
    this.out = out;
    sc = JavaSparkContext.fromSparkContext(spark.sparkContext());
    train = settings.train();
    kernels = settings.kernels();
    augmentation = settings.data().augmentation(train.seed());
    this.model = model;
    this.data = data;
    cut = FrozenFeatures.cut(train, model, out);
    threads = train.threads() > 0 ? train.threads() : automaticThreads();
  }

  /** Where replicas compute; asked of an executor if executors are given GPUs. */
  String device() {
    boolean elsewhere = !plain() && !sc.isLocal();
    if (elsewhere && sc.getConf().contains("spark.task.resource.gpu.amount")) {
      return sc.parallelize(List.of(0), 1).map(task -> Device.name()).first();
    }
    return Device.name();
  }

  /** CPU threads of each replica. */
  int threads() {
    return threads;
  }

  /**
   * Checks whether the model can be trained on such minibatches, and gives the memory of the
   * processes at the size of the training images.
   *
   * @throws UsageException if a minibatch is too small for the model, or the memory cannot fit
   */
  Preflight preflight() {
    Example first = data.training().first();
    LoneImages.refuse(
        model,
        first,
        plan(plain() ? 1 : train.workers()).schedule(data.trainingImages()),
        train.accumulate());
    Predicate<String> trained =
        layer ->
            train.trainable().isEmpty()
                || train.trainable().stream()
                    .anyMatch(p -> (layer + ".").startsWith(p) || p.startsWith(layer + "."));
    int piece = (train.batch() + train.accumulate() - 1) / train.accumulate();
    ReplicaMemory memory =
        ReplicaMemory.of(
            model.info().spec(),
            new ReplicaMemory.Sizes(
                first.height(),
                first.width(),
                piece,
                train.accumulate() > 1,
                plain()
                    ? EqualSizes.most(first, train.batch())
                    : EqualSizes.most(
                        first.height(), first.width(), VALIDATION_BATCH, model.info().spec())),
            trained,
            train.optimiser().updater()::stateSize,
            cut.map(this::features));
    return preflight(memory, (data.trainingImages() + data.validationImages()) * memory.example());
  }

  private Preflight preflight(ReplicaMemory memory, long bytes) {
    long heap = Runtime.getRuntime().maxMemory();
    int workers = train.workers();
    boolean sliced = ParameterAveraging.sliced(sc.sc(), workers, memory.travels());
    Executors executors = null;
    Preflight preflight;
    if (plain()) {
      preflight = Preflight.plain(memory, bytes);
    } else if (sc.isLocal()) {
      int tasks = Math.min(sc.defaultParallelism(), data.validation().getNumPartitions());
      int replicas = Math.min(workers, sc.defaultParallelism());
      // What was broadcast and the mean, and of the executors' part what each task has just made.
      int states = sliced ? Math.min(workers, 2 + replicas) : workers;
      preflight = Preflight.local(memory, states, replicas, tasks, cached(bytes, heap));
    } else {
      executors = Executors.of(sc.sc());
      int inOne = Math.min(workers, executors.slots());
      int processes = (workers + inOne - 1) / inOne;
      long share = cached(bytes / processes, executors.heap());
      long onTheirWay = ParameterAveraging.onTheirWay(sc.sc(), workers, memory.travels());
      preflight = Preflight.executors(memory, sliced ? 1 : workers, inOne, share, onTheirWay);
    }
    return preflight.require(Preflight.physicalMemory(), heap, executors);
  }

  /** Of so many bytes those that Spark keeps in such a heap; the others are on disk. */
  private static long cached(long bytes, long heap) {
    return Math.min(bytes, Math.max(0, (long) (CACHE * (heap - NOT_CACHE))));
  }

  private ReplicaMemory.Features features(TailCut tail) {
    return new ReplicaMemory.Features(
        tail::inTail,
        FrozenFeatures.stored(tail),
        train.features().orElseThrow().bytes() * (augmentation.mirrors() ? 2 : 1),
        sc.isLocal() ? sc.defaultParallelism() : 1);
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
  interface Use<T> {
    T with(TrainingLoop loop) throws IOException;
  }

  /** Sees the loop on Spark, if there is one, before it is used. */
  Loops watchedBy(Consumer<SparkLoop> observer) {
    watcher = observer;
    return this;
  }

  <T> T use(Use<T> use) throws IOException {
    if (cut.isEmpty()) {
      return use(use, model, indexed(data.training()), data.validation());
    }
    FrozenFeatures features = FrozenFeatures.prepare(spark, settings, model, cut.get(), data, out);
    return use(
        loop -> use.with(new TailLoop(loop, features.tail())),
        features.tail().tail(),
        features.training(),
        features.validation());
  }

  private static JavaPairRDD<Long, Example> indexed(JavaRDD<Example> examples) {
    return examples.zipWithIndex().mapToPair(Tuple2::swap);
  }

  /**
   * Uses the loop that trains a model.
   *
   * @param training examples by their place in the order of ids
   */
  private <T> T use(
      Use<T> use,
      ModelFile trained,
      JavaPairRDD<Long, Example> training,
      JavaRDD<Example> validation)
      throws IOException {
    if (plain()) {
      return use.with(
          new PlainLoop(
              trained.replica(threads, train.accumulate()),
              inOrder(training),
              validation.collect(),
              plan(1)));
    }
    ReplicaSpec replicas =
        new ReplicaSpec(
            trained.info().spec(),
            trained.info().inputStages(),
            trained.graph(),
            kernels,
            threads,
            train.accumulate());
    JavaRDD<Example> scored = validation.persist(StorageLevel.MEMORY_AND_DISK());
    Broadcast<FixationPool> pool =
        sc.broadcast(Evaluation.fixations(scored, trained.info().spec()));
    try (SparkLoop loop =
        new SparkLoop(
            sc,
            new ParameterAveraging(replicas, train.averaging()),
            trained.graph(),
            training,
            () -> score(trained, scored, pool),
            plan(train.workers()))) {
      watcher.accept(loop);
      return use.with(loop);
    } finally {
      Release.of(pool);
      Release.of(scored);
    }
  }

  private static List<Example> inOrder(JavaPairRDD<Long, Example> indexed) {
    List<Tuple2<Long, Example>> all = new ArrayList<>(indexed.collect());
    all.sort(Comparator.comparing(Tuple2::_1));
    return all.stream().map(Tuple2::_2).toList();
  }

  private EpochPlan plan(int workers) {
    return new EpochPlan(workers, train.batch(), train.seed(), augmentation);
  }

  private Scores score(
      ModelFile scored, JavaRDD<Example> validation, Broadcast<FixationPool> pool) {
    BroadcastModel sent = broadcast(scored);
    try {
      return Evaluation.score(
          validation, sent, scored.info().spec(), pool, VALIDATION_BATCH, threads);
    } finally {
      sent.release();
    }
  }

  private BroadcastModel broadcast(ModelFile file) {
    try {
      return new BroadcastModel(sc, file, kernels);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return plain()
        ? "plain loop, batch %d, threads %d".formatted(train.batch(), threads)
        : "workers %d, each with batch %d and threads %d, averaged %s, on %s"
            .formatted(train.workers(), train.batch(), threads, train.averaging(), sc.master());
  }
}
