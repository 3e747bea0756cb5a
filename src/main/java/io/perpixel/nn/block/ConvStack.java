package io.perpixel.nn.block;

import io.perpixel.nn.layer.Conv2d;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;

/**
 * Stages of 3x3 convolutions with ReLU, as VGG has them: stage 3 is {@code conv3_1}, {@code
 * conv3_2}, … Weights start He-normal, since nothing normalises the signal in between.
 */
public final class ConvStack {
  private static final int KERNEL = 3;

  private final GraphBuilder graph;

  /** Stages added to a graph. */
  public ConvStack(GraphBuilder graph) {
    this.graph = graph;
  }

  /** Name of a convolution, both numbers from 1. */
  public static String name(int stage, int convolution) {
    return "conv" + stage + "_" + convolution;
  }

  /**
   * Adds a stage whose first convolution reads {@code input} and returns the name of its last.
   *
   * @param image whether the input is the image itself
   */
  public String stage(int stage, int convolutions, String input, int in, int out, boolean image) {
    String last = input;
    for (int i = 1; i <= convolutions; i++) {
      Conv2d conv = new Conv2d(i == 1 ? in : out, out, KERNEL).withRelu().startingHeNormal();
      graph.addLayer(name(stage, i), image && i == 1 ? conv.withoutInputGradient() : conv, last);
      last = name(stage, i);
    }
    return last;
  }
}
