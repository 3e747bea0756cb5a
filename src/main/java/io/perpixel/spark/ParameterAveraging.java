package io.perpixel.spark;

import io.perpixel.nn.kernel.HostMemory;
import io.perpixel.train.DivergedException;
import io.perpixel.train.LearningRate;
import io.perpixel.train.StepListener;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
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
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * Synchronous parameter averaging behind DL4J's {@link TrainingMaster}. Unlike DL4J's own master:
 * the average is weighted by the examples that each replica saw and includes the optimiser's state;
 * broadcasts are destroyed after their round; replicas live on in their executors; results are
 * summed in the order of the replicas, so that the same data give the same bits wherever they ran.
 *
 * <p>{@code executeTraining} is one epoch. Each partition of its RDD is one replica's share and
 * each element one minibatch, in order.
 */
public final class ParameterAveraging implements TrainingMaster<RoundResult, AveragingWorker> {
  private final String run = UUID.randomUUID().toString();
  private final ReplicaSpec replicas;
  private final int stepsBetween;
  private StepListener listener = StepListener.NONE;
  private double lossSum;
  private long examples;

  /**
   * A master for one run.
   *
   * @param replicas what executors build
   * @param stepsBetween steps that each replica takes between two averagings, from 1
   */
  public ParameterAveraging(ReplicaSpec replicas, int stepsBetween) {
    if (stepsBetween < 1) {
      throw new IllegalArgumentException(
          "train.averaging is " + stepsBetween + ": expected at least 1");
    }
    this.replicas = replicas;
    this.stepsBetween = stepsBetween;
  }

  /** Told after every round. */
  public void onRound(StepListener told) {
    listener = told;
  }

  /** Mean training loss of the last epoch over its examples, each taken before its step. */
  public double meanLoss() {
    return lossSum / examples;
  }

  @Override
  public void executeTraining(SparkComputationGraph spark, JavaRDD<DataSet> minibatches) {
    JavaSparkContext sc = spark.getSparkContext();
    boolean ours = minibatches.getStorageLevel().equals(StorageLevel.NONE());
    if (ours) {
      minibatches.persist(StorageLevel.MEMORY_AND_DISK());
    }
    try {
      epoch(sc, spark.getNetwork(), minibatches);
    } finally {
      if (ours) {
        minibatches.unpersist(false);
      }
    }
  }

  /** Frees the replicas that live in this process. */
  public void release() {
    ReplicaPool.release(run);
  }

  private void epoch(JavaSparkContext sc, ComputationGraph graph, JavaRDD<DataSet> minibatches) {
    lossSum = 0;
    examples = 0;
    int epoch = graph.getConfiguration().getEpochCount();
    int steps =
        minibatches.mapPartitions(ParameterAveraging::count).collect().stream()
            .mapToInt(Integer::intValue)
            .max()
            .orElse(0);
    if (steps == 0) {
      throw new IllegalArgumentException("there is not a single minibatch to train on");
    }
    Broadcast<ReplicaSpec> spec = sc.broadcast(replicas);
    try {
      for (int from = 0; from < steps; from += stepsBetween) {
        int until = Math.min(steps, from + stepsBetween);
        double lossBefore = lossSum;
        long before = examples;
        Broadcast<RoundState> state = sc.broadcast(state(graph, epoch));
        try {
          RoundFunction round = new RoundFunction(run, spec, state, from, until);
          List<RoundResult> results = minibatches.mapPartitionsWithIndex(round, true).collect();
          requireFinite(results, epoch + 1, from);
          average(graph, results);
        } finally {
          state.destroy();
        }
        graph
            .getConfiguration()
            .setIterationCount(graph.getConfiguration().getIterationCount() + until - from);
        listener.onStep(until, steps, examples, (lossSum - lossBefore) / (examples - before));
      }
    } finally {
      spec.destroy();
    }
  }

  private static Iterator<Integer> count(Iterator<DataSet> minibatches) {
    int count = 0;
    for (; minibatches.hasNext(); minibatches.next()) {
      count++;
    }
    return List.of(count).iterator();
  }

  private static RoundState state(ComputationGraph graph, int epoch) {
    INDArray optimiser = graph.getUpdater().getStateViewArray();
    return new RoundState(
        HostMemory.copyOfFloats(graph.params()),
        optimiser == null ? new float[0] : HostMemory.copyOfFloats(optimiser),
        graph.getConfiguration().getIterationCount(),
        epoch,
        LearningRate.of(graph));
  }

  private static void requireFinite(List<RoundResult> results, int epoch, int from) {
    for (int replica = 0; replica < results.size(); replica++) {
      int step = results.get(replica).divergedStep();
      if (step > 0) {
        throw new DivergedException(
            epoch, from + step, "training loss of replica " + replica + " is not finite");
      }
    }
  }

  private void average(ComputationGraph graph, List<RoundResult> results) {
    List<RoundResult> seen = results.stream().filter(r -> r.examples() > 0).toList();
    for (RoundResult result : seen) {
      lossSum += result.lossSum();
      examples += result.examples();
    }
    HostMemory.put(WeightedMean.of(seen, RoundResult::parameters), graph.params());
    INDArray optimiser = graph.getUpdater().getStateViewArray();
    if (optimiser != null) {
      HostMemory.put(WeightedMean.of(seen, RoundResult::optimiser), optimiser);
    }
  }

  @Override
  public AveragingWorker getWorkerInstance(SparkComputationGraph spark) {
    return new AveragingWorker(replicas.build(), state(spark.getNetwork(), 0));
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
