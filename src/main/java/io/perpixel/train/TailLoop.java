package io.perpixel.train;

import io.perpixel.metric.Scores;
import java.util.Map;

/** A loop that trains only the tail of a model and brings the whole after it epoch by epoch. */
public final class TailLoop implements TrainingLoop {
  private final TrainingLoop loop;
  private final TailModel model;

  /**
   * Of a loop.
   *
   * @param loop trains {@code model}'s tail
   */
  public TailLoop(TrainingLoop loop, TailModel model) {
    this.loop = loop;
    this.model = model;
  }

  @Override
  public long trainingExamples() {
    return loop.trainingExamples();
  }

  @Override
  public int steps() {
    return loop.steps();
  }

  @Override
  public void learningRate(double rate) {
    loop.learningRate(rate);
    model.learningRate(rate);
  }

  @Override
  public double trainEpoch(int epoch, EpochProgress from, StepListener listener) {
    double loss = loop.trainEpoch(epoch, from, new BringsTheWhole(listener));
    model.copyBack();
    return loss;
  }

  private final class BringsTheWhole implements StepListener {
    private final StepListener listener;

    BringsTheWhole(StepListener listener) {
      this.listener = listener;
    }

    @Override
    public void onStep(int step, int steps, long examples, double meanLoss) {
      listener.onStep(step, steps, examples, meanLoss);
    }

    @Override
    public void onAveraged(double divergence) {
      listener.onAveraged(divergence);
    }

    @Override
    public boolean wantsPause() {
      return listener.wantsPause();
    }

    @Override
    public void onPause(EpochProgress progress) {
      model.copyBack();
      listener.onPause(progress);
    }
  }

  @Override
  public Map<String, Double> observed() {
    return loop.observed();
  }

  @Override
  public Scores validate() {
    return loop.validate();
  }
}
