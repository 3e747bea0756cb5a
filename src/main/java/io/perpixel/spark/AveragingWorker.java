package io.perpixel.spark;

import io.perpixel.train.LearningRate;
import java.util.Arrays;
import java.util.Iterator;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.api.TrainingHook;
import org.deeplearning4j.spark.api.TrainingWorker;
import org.deeplearning4j.spark.api.WorkerConfiguration;
import org.deeplearning4j.spark.api.stats.SparkTrainingStats;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * One replica's part in a round: start from the round's state, take steps, give back what came of
 * it.
 */
final class AveragingWorker implements TrainingWorker<RoundResult> {
  private static final long serialVersionUID = 1;

  private final transient ResidentReplica replica;
  private final transient TravellingState travelling;
  private transient RoundState state;
  private long examples;
  private int steps;
  private long[] stepNanos = new long[8];
  private long lastStepEnd;
  private double lossSum;
  private int divergedStep;

  AveragingWorker(ResidentReplica replica) {
    this.replica = replica;
    travelling = new TravellingState(replica.graph());
  }

  /** A worker that begins with {@code state}. */
  AveragingWorker(ResidentReplica replica, RoundState state) {
    this(replica);
    this.state = state;
  }

  /** Takes up to that many steps from a state on; none if there is no minibatch. */
  RoundResult round(RoundState start, Iterator<? extends DataSet> minibatches, int most) {
    if (!minibatches.hasNext()) {
      return RoundResult.none();
    }
    travelling.put(start.model());
    return steps(start, minibatches, most).with(travelling.copy());
  }

  /**
   * Takes up to that many steps from a state on that the replica has already; none if there is no
   * minibatch.
   *
   * @return without the state that it leaves in the replica
   */
  RoundResult steps(RoundState start, Iterator<? extends DataSet> minibatches, int most) {
    if (!minibatches.hasNext()) {
      return RoundResult.none();
    }
    ComputationGraph graph = begin(start);
    while (steps < most && minibatches.hasNext() && divergedStep == 0) {
      processMinibatch(minibatches.next(), graph, false);
    }
    return result().last(!minibatches.hasNext());
  }

  /** The replica's state, which travels. */
  ReplicaState travelling() {
    return travelling;
  }

  @Override
  public ComputationGraph getInitialModelGraph() {
    travelling.put(state.model());
    return begin(state);
  }

  private ComputationGraph begin(RoundState state) {
    examples = 0;
    steps = 0;
    lossSum = 0;
    divergedStep = 0;
    ComputationGraph graph = replica.graph();
    replica.parametersChanged();
    graph.getConfiguration().setIterationCount(state.iteration());
    graph.getConfiguration().setEpochCount(state.epoch());
    LearningRate.set(graph, state.learningRate());
    lastStepEnd = System.nanoTime();
    return graph;
  }

  @Override
  public RoundResult processMinibatch(DataSet minibatch, ComputationGraph graph, boolean isLast) {
    if (divergedStep > 0) {
      return getFinalResult(graph);
    }
    double loss =
        minibatch instanceof CompactDataSet compact
            ? replica.step(compact.examples())
            : replica.step(minibatch.getFeatures(), minibatch.getLabels());
    countStep();
    examples += minibatch.numExamples();
    lossSum += loss * minibatch.numExamples();
    if (!Double.isFinite(loss)) {
      divergedStep = steps;
    }
    return isLast ? getFinalResult(graph) : null;
  }

  private void countStep() {
    if (steps == stepNanos.length) {
      stepNanos = Arrays.copyOf(stepNanos, 2 * steps);
    }
    long now = System.nanoTime();
    stepNanos[steps++] = now - lastStepEnd;
    lastStepEnd = now;
  }

  @Override
  public RoundResult getFinalResult(ComputationGraph graph) {
    return result().with(travelling.copy());
  }

  private RoundResult result() {
    return new RoundResult(
        examples, Arrays.copyOf(stepNanos, steps), lossSum, divergedStep, false, null);
  }

  @Override
  public RoundResult getFinalResultNoData() {
    return RoundResult.none();
  }

  @Override
  public void addHook(TrainingHook hook) {
    throw new UnsupportedOperationException("hooks are not supported");
  }

  @Override
  public void removeHook(TrainingHook hook) {
    throw new UnsupportedOperationException("hooks are not supported");
  }

  @Override
  public long getInstanceId() {
    return System.identityHashCode(this);
  }

  @Override
  public WorkerConfiguration getDataConfiguration() {
    throw new UnsupportedOperationException("minibatches come ready made");
  }

  @Override
  public MultiLayerNetwork getInitialModel() {
    throw graphsOnly();
  }

  @Override
  public RoundResult processMinibatch(DataSet d, MultiLayerNetwork n, boolean isLast) {
    throw graphsOnly();
  }

  @Override
  public RoundResult processMinibatch(MultiDataSet d, ComputationGraph g, boolean isLast) {
    throw new UnsupportedOperationException("per-pixel models have one input and one output");
  }

  @Override
  public RoundResult getFinalResult(MultiLayerNetwork network) {
    throw graphsOnly();
  }

  @Override
  public Pair<RoundResult, SparkTrainingStats> processMinibatchWithStats(
      DataSet d, MultiLayerNetwork n, boolean isLast) {
    throw graphsOnly();
  }

  @Override
  public Pair<RoundResult, SparkTrainingStats> processMinibatchWithStats(
      DataSet d, ComputationGraph g, boolean isLast) {
    return new Pair<>(processMinibatch(d, g, isLast), null);
  }

  @Override
  public Pair<RoundResult, SparkTrainingStats> processMinibatchWithStats(
      MultiDataSet d, ComputationGraph g, boolean isLast) {
    return new Pair<>(processMinibatch(d, g, isLast), null);
  }

  @Override
  public Pair<RoundResult, SparkTrainingStats> getFinalResultNoDataWithStats() {
    return new Pair<>(getFinalResultNoData(), null);
  }

  @Override
  public Pair<RoundResult, SparkTrainingStats> getFinalResultWithStats(MultiLayerNetwork n) {
    throw graphsOnly();
  }

  @Override
  public Pair<RoundResult, SparkTrainingStats> getFinalResultWithStats(ComputationGraph graph) {
    return new Pair<>(getFinalResult(graph), null);
  }

  private static UnsupportedOperationException graphsOnly() {
    return new UnsupportedOperationException("only computation graphs are trained");
  }
}
