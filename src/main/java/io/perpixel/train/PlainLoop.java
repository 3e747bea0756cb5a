package io.perpixel.train;

import io.perpixel.metric.FixationPool;
import io.perpixel.metric.Scores;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Training on one machine with all examples in memory: the reference that Spark's parameter
 * averaging with one worker equals bit by bit.
 */
public final class PlainLoop implements TrainingLoop {
  private final Replica replica;
  private final List<Example> training;
  private final List<Example> validation;
  private final FixationPool fixations = new FixationPool();
  private final EpochPlan plan;
  private final int batch;

  /**
   * Trains {@code replica} on {@code training}.
   *
   * @throws IllegalArgumentException if the plan has more than one worker
   */
  public PlainLoop(
      Replica replica, List<Example> training, List<Example> validation, EpochPlan plan) {
    if (plan.workers() != 1) {
      throw new IllegalArgumentException(
          "the plain loop is one worker, found %d: use train.loop = spark"
              .formatted(plan.workers()));
    }
    this.replica = replica;
    this.training = List.copyOf(training);
    this.validation = List.copyOf(validation);
    this.plan = plan;
    batch = plan.batch();
    validation.forEach(example -> example.addFixations(fixations));
  }

  @Override
  public long trainingExamples() {
    return training.size();
  }

  @Override
  public int steps() {
    return (int) (((long) training.size() + batch - 1) / batch);
  }

  @Override
  public void learningRate(double rate) {
    LearningRate.set(replica.graph(), rate);
  }

  @Override
  public double trainEpoch(int epoch, EpochProgress from, StepListener listener) {
    EpochOrder order = plan.order(training.size(), epoch);
    Example[] ordered = new Example[training.size()];
    for (int i = 0; i < ordered.length; i++) {
      ordered[(int) order.position(i)] = training.get(i);
    }
    List<List<Example>> minibatches = minibatches(Arrays.asList(ordered), batch);
    EpochProgress progress = from;
    for (List<Example> minibatch : minibatches.subList(from.step(), minibatches.size())) {
      double loss =
          replica.step(minibatch.stream().map(e -> plan.augmentation().apply(e, epoch)).toList());
      if (!Double.isFinite(loss)) {
        throw new DivergedException(epoch, progress.step() + 1, "training loss is " + loss);
      }
      progress = progress.plus(1, minibatch.size(), loss * minibatch.size());
      listener.onStep(progress.step(), minibatches.size(), progress.examples(), loss);
      if (progress.step() < minibatches.size() && listener.wantsPause()) {
        listener.onPause(progress);
      }
    }
    replica.graph().incrementEpochCount();
    return progress.lossSum() / ordered.length;
  }

  @Override
  public Scores validate() {
    Scorer scorer = new Scorer(replica, fixations);
    // Unlike training images, validation images may differ in size.
    for (EqualSizes cut = new EqualSizes(validation.iterator(), batch); cut.hasNext(); ) {
      scorer.add(cut.next());
    }
    return scorer.scores();
  }

  /** Cuts a list into minibatches; the last one may be smaller. */
  private static List<List<Example>> minibatches(List<Example> examples, int batch) {
    List<List<Example>> cut = new ArrayList<>();
    for (long at = 0; at < examples.size(); at += batch) {
      int from = (int) at;
      int left = examples.size() - from;
      cut.add(examples.subList(from, from + Math.min(left, batch)));
    }
    return cut;
  }
}
