package io.perpixel.train;

import io.perpixel.image.MaskCoding;
import io.perpixel.metric.MaskScores;
import io.perpixel.metric.Scores;

/** Scores segmentation: the class with the largest logit against the true one. */
final class MaskScorer implements ImageScorer {
  private final int classes;
  private final MaskScores scores;

  MaskScorer(int classes) {
    this.classes = classes;
    scores = nothing(classes);
  }

  static MaskScores nothing(int classes) {
    return new MaskScores(classes, MaskCoding.IGNORED);
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
    double counted = 0;
    for (int c : truth) {
      counted += c == MaskCoding.IGNORED ? 0 : 1;
    }
    scores.add(meanLoss, counted, truth, Replica.argMax(output, classes));
  }
}
