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
    byte[] target = example.target().bytes();
    int[] truth = new int[target.length];
    for (int p = 0; p < truth.length; p++) {
      truth[p] = target[p] & 0xff;
    }
    scores.add(meanLoss * truth.length, truth, Replica.argMax(output, classes));
  }
}
