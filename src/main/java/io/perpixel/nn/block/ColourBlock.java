package io.perpixel.nn.block;

import io.perpixel.nn.kernel.Kernels.Interpolation;
import io.perpixel.nn.layer.BatchNorm;
import io.perpixel.nn.layer.Conv2d;
import io.perpixel.nn.layer.MaxPool;
import io.perpixel.nn.layer.Upsample;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;

/**
 * The three blocks of the colourization networks, named like PyTorch's {@code Sequential}: {@code
 * down1.0} is the convolution of block {@code down1}. Each method returns the name of the block's
 * last layer.
 */
public final class ColourBlock {
  private final GraphBuilder graph;
  private final int kernel;

  /** Blocks added to a graph, all with square kernels of one size. */
  public ColourBlock(GraphBuilder graph, int kernel) {
    this.graph = graph;
    this.kernel = kernel;
  }

  /**
   * Convolution, max pooling 2, batch norm, ReLU; {@code image} where the input is the image
   * itself.
   */
  public String down(String name, String input, int in, int out, boolean image) {
    String conv = conv(name, input, in, out, image);
    graph.addLayer(name + ".1", new MaxPool(2), conv);
    return norm(name + ".2", name + ".1", out);
  }

  /** Convolution, batch norm, ReLU. */
  public String same(String name, String input, int in, int out) {
    return norm(name + ".1", conv(name, input, in, out, false), out);
  }

  /** Convolution, nearest upsampling by 2, batch norm, ReLU. */
  public String up(String name, String input, int in, int out) {
    String conv = conv(name, input, in, out, false);
    graph.addLayer(name + ".1", new Upsample(2, Interpolation.NEAREST), conv);
    return norm(name + ".2", name + ".1", out);
  }

  private String conv(String name, String input, int in, int out, boolean image) {
    Conv2d conv = new Conv2d(in, out, kernel);
    graph.addLayer(name + ".0", image ? conv.withoutInputGradient() : conv, input);
    return name + ".0";
  }

  private String norm(String name, String input, int channels) {
    graph.addLayer(name, new BatchNorm(channels, true), input);
    return name;
  }
}
