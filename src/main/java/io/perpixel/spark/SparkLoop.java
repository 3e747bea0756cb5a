package io.perpixel.spark;

import io.perpixel.metric.Scores;
import io.perpixel.train.AveragingSchedule;
import io.perpixel.train.BatchSchedule;
import io.perpixel.train.EpochPlan;
import io.perpixel.train.EpochProgress;
import io.perpixel.train.Example;
import io.perpixel.train.LearningRate;
import io.perpixel.train.StepListener;
import io.perpixel.train.TrainingLoop;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import scala.Tuple2;

/** Training by replicas on Spark whose parameters are averaged. */
public final class SparkLoop implements TrainingLoop, AutoCloseable {
  private final ParameterAveraging master;
  private final SparkComputationGraph graph;
  private final JavaPairRDD<Long, Example> training;
  private final Supplier<Scores> validation;
  private final BatchSchedule schedule;
  private final EpochPlan plan;
  private final AveragingSchedule averaging;

  /**
   * Prepares the loop; the examples are kept in the executors' memory, or on their disks.
   *
   * @param graph the initialised model, whose parameters the loop moves
   * @param training the training examples in the order of their ids
   * @param validation scores the present model
   */
  public SparkLoop(
      JavaSparkContext sc,
      ParameterAveraging master,
      ComputationGraph graph,
      JavaRDD<Example> training,
      Supplier<Scores> validation,
      EpochPlan plan) {
    this(sc, master, graph, indexed(training), validation, plan);
  }

  /**
   * As {@link #SparkLoop(JavaSparkContext, ParameterAveraging, ComputationGraph, JavaRDD, Supplier,
   * EpochPlan)}.
   *
   * @param training the training examples, each with its place in the order of ids
   */
  public SparkLoop(
      JavaSparkContext sc,
      ParameterAveraging master,
      ComputationGraph graph,
      JavaPairRDD<Long, Example> training,
      Supplier<Scores> validation,
      EpochPlan plan) {
    this(
        master,
        new SparkComputationGraph(sc, graph, master),
        training.persist(StorageLevel.MEMORY_AND_DISK()),
        validation,
        training.count(),
        plan,
        master.averaging());
  }

  private SparkLoop(
      ParameterAveraging master,
      SparkComputationGraph graph,
      JavaPairRDD<Long, Example> training,
      Supplier<Scores> validation,
      long size,
      EpochPlan plan,
      AveragingSchedule averaging) {
    if (size == 0) {
      throw new IllegalArgumentException("there are no training examples");
    }
    this.master = master;
    this.graph = graph;
    this.training = training;
    this.validation = validation;
    this.plan = plan;
    this.averaging = averaging;
    schedule = plan.schedule(size);
  }

  /**
   * The same model trained by another number of replicas on the first so many examples, as a
   * cluster of as many executors would; only as long as this loop is open.
   *
   * @param every steps between two averagings
   */
  public TrainingLoop by(int workers, long examples, int every) {
    return new SparkLoop(
        master,
        graph,
        training.filter(example -> example._1() < examples).coalesce(workers),
        validation,
        Math.min(examples, schedule.size()),
        new EpochPlan(workers, plan.batch(), plan.seed(), plan.augmentation()),
        AveragingSchedule.fixed(every));
  }

  /** Sets who is told how long steps take, see {@link ParameterAveraging#onTimes}. */
  public void onTimes(Consumer<List<double[]>> told) {
    master.onTimes(told);
  }

  /** Measures what rounds cost beside their steps. */
  public RoundProbe probe() {
    return master.probe(graph.getSparkContext(), graph.getNetwork());
  }

  private static JavaPairRDD<Long, Example> indexed(JavaRDD<Example> examples) {
    return examples.zipWithIndex().mapToPair(Tuple2::swap);
  }

  @Override
  public long trainingExamples() {
    return schedule.size();
  }

  @Override
  public int steps() {
    return Math.toIntExact(schedule.steps());
  }

  @Override
  public void learningRate(double rate) {
    LearningRate.set(graph.getNetwork(), rate);
  }

  @Override
  public double trainEpoch(int epoch, EpochProgress from, StepListener listener) {
    master.averageEvery(averaging.steps(epoch));
    master.expect(schedule::examples);
    master.startFrom(from);
    master.listen(listener, steps());
    graph.fit(EpochBatches.of(training, plan, schedule, epoch));
    return master.meanLoss();
  }

  @Override
  public Map<String, Double> observed() {
    Map<String, Double> observed = new LinkedHashMap<>();
    if (schedule.workers() > 1) {
      observed.put("worker_divergence", master.meanDivergence());
      master.changedAveraging().ifPresent(steps -> observed.put("averaging", (double) steps));
    }
    return observed;
  }

  @Override
  public Scores validate() {
    return validation.get();
  }

  /** Frees the cached examples and the replicas of this process. */
  @Override
  public void close() {
    Release.of(training);
    master.close();
  }
}
