package io.perpixel.nn.weights.onnx;

import static io.perpixel.nn.weights.onnx.OnnxAttribute.both;
import static io.perpixel.nn.weights.onnx.OnnxAttribute.number;
import static io.perpixel.nn.weights.onnx.OnnxAttribute.pads;
import static io.perpixel.nn.weights.onnx.OnnxAttribute.real;
import static io.perpixel.nn.weights.onnx.OnnxAttribute.text;

import io.perpixel.nn.layer.BatchNorm;
import io.perpixel.nn.layer.ChannelConcat;
import io.perpixel.nn.layer.Conv2d;
import io.perpixel.nn.layer.MaxPool;
import io.perpixel.nn.layer.MeanPool;
import io.perpixel.nn.layer.PixelBceLoss;
import io.perpixel.nn.layer.PixelDropout;
import io.perpixel.nn.layer.PixelSoftmaxLoss;
import io.perpixel.nn.layer.ResidualSum;
import io.perpixel.nn.layer.ResizeLike;
import io.perpixel.nn.layer.Upsample;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.Layer;

/**
 * Each of our layers and vertices as ONNX nodes that compute what it does in inference. A layer's
 * result has the layer's name, its parameters the names that they have in a state dict.
 */
final class OnnxLayers {
  private final OnnxGraph graph;
  private final String output;

  /**
   * Nodes added to a graph.
   *
   * @param output name of what the loss layer puts out
   */
  OnnxLayers(OnnxGraph graph, String output) {
    this.graph = graph;
    this.output = output;
  }

  /**
   * Adds a vertex.
   *
   * @param inputs names of the values that it reads
   * @return name of the value that it gives
   * @throws IllegalArgumentException if it is none of ours
   */
  String add(String name, GraphVertex vertex, List<String> inputs) {
    if (vertex instanceof LayerVertex layer) {
      return add(name, layer.getLayerConf().getLayer(), inputs.get(0));
    }
    if (vertex instanceof ChannelConcat) {
      graph.node("Concat", inputs, name, number("axis", 1));
    } else if (vertex instanceof ResidualSum) {
      graph.node("Add", inputs, name + "/sum");
      graph.node("Relu", List.of(name + "/sum"), name);
    } else if (vertex instanceof ResizeLike) {
      resize(name, inputs.get(0), inputs.get(1));
    } else {
      throw unknown(name, vertex);
    }
    return name;
  }

  private String add(String name, Layer layer, String x) {
    if (layer instanceof PixelDropout) {
      return x;
    }
    if (layer instanceof PixelSoftmaxLoss) {
      graph.node("Identity", List.of(x), output);
      return output;
    }
    if (layer instanceof PixelBceLoss) {
      graph.node("Sigmoid", List.of(x), output);
      return output;
    }
    if (layer instanceof Conv2d conv) {
      convolution(name, conv, x);
    } else if (layer instanceof BatchNorm norm) {
      batchNorm(name, norm, x);
    } else if (layer instanceof MaxPool pool) {
      graph.node(
          "MaxPool",
          List.of(x),
          name,
          both("kernel_shape", pool.size()),
          both("strides", pool.stride()),
          pads(pool.padding()));
    } else if (layer instanceof MeanPool) {
      graph.node("GlobalAveragePool", List.of(x), name);
    } else if (layer instanceof Upsample upsample) {
      upsample(name, upsample, x);
    } else {
      throw unknown(name, layer);
    }
    return name;
  }

  private void convolution(String name, Conv2d conv, String x) {
    List<String> inputs = new ArrayList<>(List.of(x));
    conv.paramSpecs().forEach(parameter -> inputs.add(name + "." + parameter.torchName()));
    withRelu(
        conv.hasRelu(),
        "Conv",
        inputs,
        name,
        both("kernel_shape", conv.kernel()),
        both("strides", conv.stride()),
        both("dilations", conv.dilation()),
        pads(conv.padding()));
  }

  private void batchNorm(String name, BatchNorm norm, String x) {
    List<String> inputs = new ArrayList<>(List.of(x));
    norm.paramSpecs().forEach(parameter -> inputs.add(name + "." + parameter.torchName()));
    withRelu(norm.hasRelu(), "BatchNormalization", inputs, name, real("epsilon", norm.epsilon()));
  }

  private void withRelu(
      boolean relu, String operator, List<String> inputs, String name, ProtoMessage... attributes) {
    String value = relu ? name + "/linear" : name;
    graph.node(operator, inputs, value, attributes);
    if (relu) {
      graph.node("Relu", List.of(value), name);
    }
  }

  private void upsample(String name, Upsample upsample, String x) {
    String scales = name + "/scales";
    graph.constant(scales, 1, 1, upsample.factor(), upsample.factor());
    List<String> inputs = List.of(x, "", scales);
    switch (upsample.interpolation()) {
      // Output pixel i is input pixel i / factor, without any rounding of coordinates.
      case NEAREST ->
          graph.node(
              "Resize",
              inputs,
              name,
              text("mode", "nearest"),
              text("coordinate_transformation_mode", "asymmetric"),
              text("nearest_mode", "floor"));
      case BILINEAR -> graph.node("Resize", inputs, name, bilinear());
    }
  }

  /** To the height and width of another value; batch and channels stay. */
  private void resize(String name, String x, String like) {
    graph.node("Shape", List.of(x), name + "/batch_channels", number("start", 0), number("end", 2));
    graph.node("Shape", List.of(like), name + "/height_width", number("start", 2));
    List<String> sizes = List.of(name + "/batch_channels", name + "/height_width");
    graph.node("Concat", sizes, name + "/sizes", number("axis", 0));
    graph.node("Resize", List.of(x, "", "", name + "/sizes"), name, bilinear());
  }

  /** Between half-pixel centres, edges repeated: PyTorch's {@code align_corners=False}. */
  private static ProtoMessage[] bilinear() {
    return new ProtoMessage[] {
      text("mode", "linear"), text("coordinate_transformation_mode", "half_pixel")
    };
  }

  private static IllegalArgumentException unknown(String name, Object layer) {
    return new IllegalArgumentException(
        "layer %s is a %s, for which there are no ONNX nodes; expected layers of perpixel's own models alone"
            .formatted(name, layer.getClass().getName()));
  }
}
