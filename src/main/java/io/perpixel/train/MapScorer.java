package io.perpixel.train;

import io.perpixel.metric.FixationPool;
import io.perpixel.metric.MapScores;
import io.perpixel.metric.Scores;

/** Scores predicted maps by the saliency metrics. */
final class MapScorer implements ImageScorer {
  /** Draws of negatives for sAUC: its mean over ten moves by less than its second decimal. */
  private static final int SPLITS = 10;

  private static final long SEED = 0;

  /** The largest float32 below 1: no finite logit gives a probability of 1. */
  private static final double ALMOST_ONE = Math.nextDown(1f);

  private final FixationPool pool;
  private final MapScores scores = new MapScores();

  MapScorer(FixationPool pool) {
    this.pool = pool;
  }

  @Override
  public Scores scores() {
    return scores;
  }

  @Override
  public float[] logits(float[] output) {
    float[] logits = new float[output.length];
    for (int p = 0; p < logits.length; p++) {
      double q = Math.max(Float.MIN_NORMAL, Math.min(ALMOST_ONE, output[p]));
      logits[p] = (float) (Math.log(q) - Math.log1p(-q));
    }
    return logits;
  }

  @Override
  public void add(Example example, float[] output, double meanLoss) {
    int height = example.height();
    int width = example.width();
    int[] fixated = example.fixations() == null ? null : example.fixations().flat(width);
    int[][] negatives =
        fixated == null
            ? null
            : pool.negatives(example.id(), height, width, fixated.length, SPLITS, SEED);
    scores.add(meanLoss, doubles(output), doubles(MapLabels.map(example)), fixated, negatives);
  }

  private static double[] doubles(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }
}
