package io.perpixel.nn.block;

import io.perpixel.nn.layer.BatchNorm;
import io.perpixel.nn.layer.ChannelConcat;
import io.perpixel.nn.layer.Conv2d;
import io.perpixel.nn.layer.MeanPool;
import io.perpixel.nn.layer.PixelDropout;
import io.perpixel.nn.layer.ResizeLike;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;

/**
 * Atrous spatial pyramid pooling (Chen et al., 2017): a 1x1 convolution, 3x3 convolutions with
 * growing distances between their taps, and the mean over the whole map, side by side; then a 1x1
 * convolution that mixes them, and dropout. Every convolution is followed by batch norm and ReLU.
 * Layers are named as in torchvision: {@code convs.0.0}, {@code project.1}.
 */
public final class Aspp {
  private static final double DROPPED = 0.5;

  private final GraphBuilder graph;
  private final String name;

  /** A block added to a graph, all of whose layers' names begin with {@code name} and a dot. */
  public Aspp(GraphBuilder graph, String name) {
    this.graph = graph;
    this.name = name;
  }

  /**
   * Adds the block and returns the name of its last layer.
   *
   * @param in channels of the input
   * @param out channels of each branch and of the output
   * @param rates distance between the taps of each 3x3 convolution
   */
  public String add(String input, int in, int out, List<Integer> rates) {
    List<String> branches = new ArrayList<>();
    String first = layers(".convs.0", 0, new Conv2d(in, out, 1), input, out);
    branches.add(first);
    for (int rate : rates) {
      Conv2d dilated = new Conv2d(in, out, 3).withDilation(rate);
      branches.add(layers(".convs." + branches.size(), 0, dilated, input, out));
    }
    branches.add(pooled(".convs." + branches.size(), input, in, out, first));
    String joined = name + ".concat";
    graph.addVertex(joined, new ChannelConcat(), branches.toArray(String[]::new));
    String mixed = layers(".project", 0, new Conv2d(branches.size() * out, out, 1), joined, out);
    graph.addLayer(name + ".project.3", new PixelDropout(DROPPED), mixed);
    return name + ".project.3";
  }

  /** The size is taken from a narrow branch: its gradient of zeros is small. */
  private String pooled(String branch, String input, int in, int out, String sized) {
    graph.addLayer(name + branch + ".0", new MeanPool(), input);
    String last = layers(branch, 1, new Conv2d(in, out, 1), name + branch + ".0", out);
    graph.addVertex(name + branch + ".resize", new ResizeLike(false), last, sized);
    return name + branch + ".resize";
  }

  /** Convolution and batch norm, numbered from {@code first}. */
  private String layers(String branch, int first, Conv2d conv, String input, int out) {
    String convolution = name + branch + "." + first;
    graph.addLayer(convolution, conv.withoutBias(), input);
    String norm = name + branch + "." + (first + 1);
    graph.addLayer(norm, new BatchNorm(out, true), convolution);
    return norm;
  }
}
