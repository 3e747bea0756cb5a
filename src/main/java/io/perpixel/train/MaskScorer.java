package io.perpixel.train;

import io.perpixel.metric.MaskScores;
import io.perpixel.metric.Scores;
import io.perpixel.nn.kernel.CountedPixels;

/** Scores segmentation: the class with the largest logit against the true one. */
final class MaskScorer implements ImageScorer {
  private final int classes;
  private final CountedPixels counted;
  private final MaskScores scores;

  /**
   * @param counted which pixels count in the loss, and how much
   */
  MaskScorer(int classes, CountedPixels counted) {
    this.classes = classes;
    this.counted = counted;
    scores = new MaskScores(classes, counted.ignoreIndex());
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
    scores.add(meanLoss, counted.total(truth), truth, Replica.argMax(output, classes));
  }
}
