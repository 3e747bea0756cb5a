package io.perpixel.train;

import io.perpixel.metric.FixationPool;
import io.perpixel.metric.MapScores;
import io.perpixel.metric.MaskScores;
import io.perpixel.metric.PixelScores;
import io.perpixel.metric.Scores;
import io.perpixel.nn.kernel.CountedPixels;
import io.perpixel.nn.layer.PixelLossConf;
import io.perpixel.nn.layer.PixelSoftmaxLoss;
import io.perpixel.nn.model.ModelSpec;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** What is counted of one image, by the kind of target that a model is trained towards. */
interface ImageScorer {
  /**
   * For a model.
   *
   * @param graph its graph
   * @param pool where people looked in all images to be scored; may be empty
   */
  static ImageScorer of(ModelSpec model, ComputationGraph graph, FixationPool pool) {
    return switch (model.target()) {
      case COLOURS -> new ClassScorer(model.outputChannels());
      case CLASSES -> new MaskScorer(model.outputChannels(), counted(graph));
      case MAP -> new MapScorer(pool);
    };
  }

  /** Nothing counted yet, of the kind that scoring such a model gives. */
  static Scores nothing(ModelSpec model) {
    return switch (model.target()) {
      case COLOURS -> new PixelScores(model.outputChannels());
      case CLASSES -> new MaskScores(model.outputChannels(), model.ignoredLabel());
      case MAP -> new MapScores();
    };
  }

  private static CountedPixels counted(ComputationGraph graph) {
    return ((PixelSoftmaxLoss) PixelLossConf.of(graph)).counted();
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
