package io.perpixel.spark;

import io.perpixel.train.AveragingSchedule;
import io.perpixel.train.EpochProgress;
import io.perpixel.train.LearningRate;
import io.perpixel.train.StepListener;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongUnaryOperator;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.core.loader.DataSetLoader;
import org.deeplearning4j.core.loader.MultiDataSetLoader;
import org.deeplearning4j.core.storage.StatsStorageRouter;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.spark.api.TrainingHook;
import org.deeplearning4j.spark.api.TrainingMaster;
import org.deeplearning4j.spark.api.stats.SparkTrainingStats;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * Synchronous parameter averaging behind DL4J's {@link TrainingMaster}. Unlike DL4J's own master:
 * the average is weighted by the examples that each replica saw and includes the optimiser's state;
 * a round is no Spark job of its own where all replicas can run at a time ({@link EpochJob});
 * replicas live on in their executors; results are summed in the order of the replicas, so that the
 * same data give the same bits wherever they ran.
 *
 * <p>{@code executeTraining} is one epoch. Each partition of its RDD is one replica's share and
 * each element one minibatch, in order. Whoever uses a master closes it.
 */
public final class ParameterAveraging
    implements TrainingMaster<RoundResult, AveragingWorker>, AutoCloseable {
  /** Long enough for a cluster to replace an executor. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** How the rounds of an epoch are run. */
  public enum Rounds {
    /** One job an epoch where that can be, else one a round. */
    AUTO,
    /** A job for each round; the driver averages. */
    JOBS,
    /** A job for each round; the executors average. */
    SLICED
  }

  private final String run = UUID.randomUUID().toString();
  private final ReplicaSpec replicas;
  private final AveragingSchedule averaging;
  private int stepsBetween;
  private Duration patience = PATIENCE;
  private Rounds rounds;
  private ReplicaSource source;
  private StepListener listener = StepListener.NONE;
  private Consumer<List<double[]>> clock = seconds -> {};
  private int steps;
  private LongUnaryOperator expected;
  private EpochProgress progress = EpochProgress.NONE;
  private double meanLoss;
  private double divergenceSum;
  private int roundsSeen;

  /**
   * A master for one run.
   *
   * @param replicas what executors build
   * @param stepsBetween steps that each replica takes between two averagings, from 1
   */
  public ParameterAveraging(ReplicaSpec replicas, int stepsBetween) {
    this(replicas, AveragingSchedule.fixed(stepsBetween));
  }

  /** A master for one run that averages by a schedule, see {@link #averageEvery}. */
  public ParameterAveraging(ReplicaSpec replicas, AveragingSchedule averaging) {
    this(replicas, averaging, Rounds.AUTO);
  }

  /** A master for one run whose rounds are run in that way; the result is the same. */
  public ParameterAveraging(ReplicaSpec replicas, AveragingSchedule averaging, Rounds rounds) {
    this.replicas = replicas;
    this.averaging = averaging;
    this.rounds = rounds;
    stepsBetween = averaging.steps(1);
  }

  /** By epoch, steps between two averagings as they were set. */
  AveragingSchedule averaging() {
    return averaging;
  }

  /** The next training takes so many steps between two averagings. */
  void averageEvery(int steps) {
    stepsBetween = steps;
  }

  /** Steps between two averagings in this epoch; empty if they are the same in every epoch. */
  OptionalInt changedAveraging() {
    return averaging.doubling() == 0 ? OptionalInt.empty() : OptionalInt.of(stepsBetween);
  }

  /** Mean over the rounds of the last epoch, see {@link WorkerDivergence}. */
  double meanDivergence() {
    return roundsSeen == 0 ? 0 : divergenceSum / roundsSeen;
  }

  /** How long a replica may be without a task before the rounds go on as jobs. */
  void patience(Duration most) {
    patience = most;
  }

  /**
   * Sets who is told after rounds, in the thread that trains.
   *
   * @param stepsOfEpoch what the listener is told of
   */
  public void listen(StepListener told, int stepsOfEpoch) {
    listener = told;
    steps = stepsOfEpoch;
  }

  /**
   * Sets how many examples all replicas have seen after so many steps of an epoch. Fewer stop the
   * training with a {@link LostExamplesException}.
   */
  void expect(LongUnaryOperator examples) {
    expected = examples;
  }

  /** The next epoch, and only that, begins behind so many of its steps. */
  public void startFrom(EpochProgress behind) {
    if (behind.step() % stepsBetween != 0) {
      throw new IllegalArgumentException(
          "a round cannot begin after step %d where models are averaged every %d steps"
              .formatted(behind.step(), stepsBetween));
    }
    progress = behind;
  }

  /**
   * Sets who is told after rounds how many seconds the steps of each replica took, from asking for
   * a minibatch on.
   */
  void onTimes(Consumer<List<double[]>> told) {
    clock = told;
  }

  /** Measures what rounds cost beside their steps, for the model that {@code graph} is. */
  RoundProbe probe(JavaSparkContext sc, ComputationGraph graph) {
    TravellingState travelling = new TravellingState(graph);
    return new RoundProbe(sc, source(sc), state(graph, travelling, 0, 0), travelling.divergence());
  }

  /** Mean training loss of the last epoch over its examples, each taken before its step. */
  public double meanLoss() {
    return meanLoss;
  }

  @Override
  public void executeTraining(SparkComputationGraph spark, JavaRDD<DataSet> minibatches) {
    divergenceSum = 0;
    roundsSeen = 0;
    ComputationGraph graph = spark.getNetwork();
    TravellingState travelling = new TravellingState(graph);
    RoundState first =
        state(
            graph,
            travelling,
            progress.step() / stepsBetween,
            graph.getConfiguration().getEpochCount());
    RoundBoard board =
        new RoundBoard(
            minibatches.getNumPartitions(), first, progress.step(), travelling.divergence());
    try {
      epoch(spark.getSparkContext(), minibatches, board, state -> put(state, graph, travelling));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("training was interrupted", e);
    }
    if (!progress.hasBegun()) {
      throw new IllegalArgumentException("there is not a single minibatch to train on");
    }
    put(board.state(), graph, travelling);
    meanLoss = progress.lossSum() / progress.examples();
    progress = EpochProgress.NONE;
  }

  private static void put(RoundState state, ComputationGraph graph, TravellingState travelling) {
    travelling.put(state.model());
    graph.getConfiguration().setIterationCount(state.iteration());
  }

  private void epoch(
      JavaSparkContext sc,
      JavaRDD<DataSet> minibatches,
      RoundBoard board,
      Consumer<RoundState> bring)
      throws InterruptedException {
    ReplicaSource source = source(sc);
    Runnable afterRound = () -> tell(board, bring);
    int size = board.state().model().length;
    if (rounds == Rounds.AUTO && EpochJob.suits(sc.sc(), minibatches.getNumPartitions(), size)) {
      EpochJob job = new EpochJob(sc.sc(), source, stepsBetween, patience);
      if (!job.run(minibatches, board, afterRound)) {
        // What kept the replicas apart may well do so again.
        rounds = Rounds.JOBS;
      }
    }
    boolean sliced =
        rounds == Rounds.SLICED
            || rounds == Rounds.AUTO && sliced(sc.sc(), minibatches.getNumPartitions(), size);
    new RoundJobs(sc, source, stepsBetween, sliced).run(minibatches, board, afterRound);
  }

  /** Whether so many states are averaged by the executors, so that the driver has only the mean. */
  public static boolean sliced(SparkContext sc, int workers, long stateBytes) {
    return !EpochJob.serves(sc, workers, stateBytes);
  }

  /**
   * Bytes that a round takes of the heap of an executor, and of the driver's, for one replica,
   * besides the states that the driver keeps: a few pieces; or, where states are so large that each
   * round is a Spark job, the state as Spark reads and writes it. Replicas that cannot all run at a
   * time make jobs of rounds too, and take more than this.
   *
   * @param stateBytes that the replica sends and receives
   */
  public static long onTheirWay(SparkContext sc, int workers, long stateBytes) {
    // Each piece is copied, packed in a buffer that doubles as it grows, and sent.
    return EpochJob.serves(sc, workers, stateBytes)
        ? Math.min(4 * stateBytes, 4L * RoundMessage.Sender.SMALL)
        : 4 * stateBytes;
  }

  private static double[] seconds(long[] nanos) {
    return Arrays.stream(nanos).mapToDouble(n -> n / 1e9).toArray();
  }

  private ReplicaSource source(JavaSparkContext sc) {
    if (source == null) {
      source = new ReplicaSource(run, sc.broadcast(replicas));
    }
    return source;
  }

  private void tell(RoundBoard board, Consumer<RoundState> bring) {
    RoundBoard.News news = board.news();
    for (RoundBoard.Round round : news.rounds()) {
      progress = progress.plus(round.step() - progress.step(), round.examples(), round.lossSum());
      if (expected != null) {
        LostExamplesException.check(progress, expected.applyAsLong(progress.step()));
      }
      divergenceSum += round.divergence();
      roundsSeen++;
      listener.onAveraged(round.divergence());
      listener.onStep(round.step(), steps, progress.examples(), round.lossSum() / round.examples());
      clock.accept(round.stepNanos().stream().map(ParameterAveraging::seconds).toList());
    }
    board.requireFinite();
    if (!news.rounds().isEmpty() && !board.over() && listener.wantsPause()) {
      bring.accept(news.state());
      listener.onPause(progress);
    }
  }

  /** Frees the replicas of this process and what was broadcast. */
  @Override
  public void close() {
    if (source != null) {
      source.release();
      source = null;
    }
  }

  private static RoundState state(
      ComputationGraph graph, TravellingState travelling, int round, int epoch) {
    return new RoundState(
        round,
        graph.getConfiguration().getIterationCount(),
        epoch,
        LearningRate.of(graph),
        travelling.copy());
  }

  @Override
  public AveragingWorker getWorkerInstance(SparkComputationGraph spark) {
    ComputationGraph graph = spark.getNetwork();
    return new AveragingWorker(
        new ResidentReplica(replicas::build, OptionalInt.empty()),
        state(graph, new TravellingState(graph), 0, 0));
  }

  @Override
  public String toJson() {
    return "{\"averaging\": " + stepsBetween + "}";
  }

  @Override
  public String toYaml() {
    return "averaging: " + stepsBetween;
  }

  @Override
  public void executeTrainingMDS(SparkComputationGraph graph, JavaRDD<MultiDataSet> data) {
    throw new UnsupportedOperationException("per-pixel models have one input and one output");
  }

  @Override
  public void executeTraining(SparkDl4jMultiLayer network, JavaRDD<DataSet> data) {
    throw graphsOnly();
  }

  @Override
  public AveragingWorker getWorkerInstance(SparkDl4jMultiLayer network) {
    throw graphsOnly();
  }

  @Override
  public void executeTrainingPaths(
      SparkDl4jMultiLayer network,
      SparkComputationGraph graph,
      JavaRDD<String> paths,
      DataSetLoader loader,
      MultiDataSetLoader multiLoader) {
    throw new UnsupportedOperationException("read tables with ImageTable, not serialized DataSets");
  }

  @Override
  public void addHook(TrainingHook hook) {
    throw new UnsupportedOperationException("hooks are not supported");
  }

  @Override
  public void removeHook(TrainingHook hook) {
    throw new UnsupportedOperationException("hooks are not supported");
  }

  /** Spark's own metrics and the history have the timings. */
  @Override
  public void setCollectTrainingStats(boolean collect) {
    if (collect) {
      throw new UnsupportedOperationException("DL4J's Spark statistics are not collected");
    }
  }

  @Override
  public boolean getIsCollectTrainingStats() {
    return false;
  }

  @Override
  public SparkTrainingStats getTrainingStats() {
    return null;
  }

  @Override
  public void setListeners(Collection<TrainingListener> listeners) {
    throw new UnsupportedOperationException("listen to the training loop instead");
  }

  @Override
  public void setListeners(StatsStorageRouter router, Collection<TrainingListener> listeners) {
    setListeners(listeners);
  }

  /** There are none. */
  @Override
  public boolean deleteTempFiles(JavaSparkContext sc) {
    return true;
  }

  @Override
  public boolean deleteTempFiles(SparkContext sc) {
    return true;
  }

  private static UnsupportedOperationException graphsOnly() {
    return new UnsupportedOperationException("only computation graphs are trained");
  }
}
