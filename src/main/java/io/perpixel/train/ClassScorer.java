package io.perpixel.train;

import io.perpixel.metric.PixelScores;
import io.perpixel.metric.Scores;

/** Scores classifiers of pixels: the class with the largest logit against the true one. */
final class ClassScorer implements ImageScorer {
  private final int classes;
  private final PixelScores scores;

  ClassScorer(int classes) {
    this.classes = classes;
    scores = new PixelScores(classes);
  }

  @Override
  public Scores scores() {
    return scores;
  }

  @Override
  public float[] logits(float[] output) {
    return output;
  }

  @Override
  public void add(Example example, float[] output, double meanLoss) {
    int[] truth = ClassLabels.of(example);
    scores.add(meanLoss * truth.length, truth, Replica.argMax(output, classes));
  }
}
