package io.perpixel.train;

import io.perpixel.metric.FixationPool;
import io.perpixel.metric.MapScores;
import io.perpixel.metric.PixelScores;
import io.perpixel.metric.Scores;
import io.perpixel.nn.model.ModelSpec;

/** What is counted of one image, by the kind of target that a model is trained towards. */
interface ImageScorer {
  /**
   * For a model.
   *
   * @param pool where people looked in all images to be scored; may be empty
   */
  static ImageScorer of(ModelSpec model, FixationPool pool) {
    return switch (model.target()) {
      case COLOURS -> new ClassScorer(model.outputChannels());
      case CLASSES -> new MaskScorer(model.outputChannels());
      case MAP -> new MapScorer(pool);
    };
  }

  /** Nothing counted yet, of the kind that scoring such a model gives. */
  static Scores nothing(ModelSpec model) {
    return switch (model.target()) {
      case COLOURS -> new PixelScores(model.outputChannels());
      case CLASSES -> MaskScorer.nothing(model.outputChannels());
      case MAP -> new MapScores();
    };
  }

  /** What was counted so far. */
  Scores scores();

  /** The logits that give such output: what the loss is computed from. */
  float[] logits(float[] output);

  /**
   * Counts an image.
   *
   * @param output of the model, row-major, channels last
   * @param meanLoss of its pixels, in nats
   */
  void add(Example example, float[] output, double meanLoss);
}
