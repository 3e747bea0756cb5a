package io.perpixel.nn.block;

import io.perpixel.nn.layer.BatchNorm;
import io.perpixel.nn.layer.Conv2d;
import io.perpixel.nn.layer.ResidualSum;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;

/**
 * The residual blocks of a ResNet with 50 layers and more: 1x1 to {@code planes} channels, 3x3, 1x1
 * to four times as many, each with batch norm, and the input added before the last ReLU. The stride
 * is the 3x3 convolution's. Layers are named as in torchvision: {@code layer1.0.conv1}.
 */
public final class Bottleneck {
  /** Output channels per plane. */
  public static final int EXPANSION = 4;

  private final GraphBuilder graph;

  /** Blocks added to a graph. */
  public Bottleneck(GraphBuilder graph) {
    this.graph = graph;
  }

  /**
   * Adds a block and returns the name of its last vertex.
   *
   * @param in channels of the input
   * @param dilation of the 3x3 convolution
   * @param shortcut whether the input passes a 1x1 convolution before it is added, as it must where
   *     its channels or size differ
   */
  public String add(
      String name, String input, int in, int planes, int stride, int dilation, boolean shortcut) {
    int out = EXPANSION * planes;
    String last =
        norm(conv(name, ".conv1", new Conv2d(in, planes, 1), input), name + ".bn1", planes, true);
    Conv2d middle = new Conv2d(planes, planes, 3).withStride(stride).withDilation(dilation);
    last = norm(conv(name, ".conv2", middle, last), name + ".bn2", planes, true);
    last = norm(conv(name, ".conv3", new Conv2d(planes, out, 1), last), name + ".bn3", out, false);
    String added = input;
    if (shortcut) {
      Conv2d projection = new Conv2d(in, out, 1).withStride(stride);
      added = conv(name, ".downsample.0", projection, input);
      added = norm(added, name + ".downsample.1", out, false);
    }
    graph.addVertex(name + ".sum", new ResidualSum(), last, added);
    return name + ".sum";
  }

  private String conv(String block, String name, Conv2d conv, String input) {
    graph.addLayer(block + name, conv.withoutBias().startingHeNormal(), input);
    return block + name;
  }

  private String norm(String input, String name, int channels, boolean relu) {
    graph.addLayer(name, new BatchNorm(channels, relu), input);
    return name;
  }
}
