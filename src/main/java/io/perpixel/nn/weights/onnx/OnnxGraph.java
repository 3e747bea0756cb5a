package io.perpixel.nn.weights.onnx;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A {@code GraphProto} in the making. Values are named; each is an input, a constant, or what one
 * node puts out. All tensors are float32, NCHW.
 */
final class OnnxGraph {
  /** {@code TensorProto.DataType}. */
  private static final int FLOAT = 1;

  private final ProtoMessage graph = new ProtoMessage();

  OnnxGraph(String name, String documentation) {
    graph.text(2, name).text(10, documentation);
  }

  /** The input. */
  void input(String name, String documentation, long channels) {
    graph.message(11, value(name, documentation, channels));
  }

  /** The output, of the input's batch, height and width. */
  void output(String name, String documentation, long channels) {
    graph.message(12, value(name, documentation, channels));
  }

  /** A node, named like the value that it puts out. */
  void node(String operator, List<String> inputs, String output, ProtoMessage... attributes) {
    ProtoMessage node = new ProtoMessage();
    inputs.forEach(input -> node.text(1, input));
    node.text(2, output).text(3, output).text(4, operator);
    for (ProtoMessage attribute : attributes) {
      node.message(5, attribute);
    }
    graph.message(1, node);
  }

  /** A constant, which is read when the graph is written. */
  void constant(String name, INDArray values) {
    ProtoMessage tensor = new ProtoMessage();
    for (long side : values.shape()) {
      tensor.number(1, side);
    }
    graph.message(5, tensor.number(2, FLOAT).text(8, name).floats(9, values));
  }

  /** A constant vector. */
  void constant(String name, float... values) {
    constant(name, Nd4j.createFromArray(values));
  }

  ProtoMessage message() {
    return graph;
  }

  private static ProtoMessage value(String name, String documentation, long channels) {
    ProtoMessage shape =
        new ProtoMessage()
            .message(1, new ProtoMessage().text(2, "batch"))
            .message(1, new ProtoMessage().number(1, channels))
            .message(1, new ProtoMessage().text(2, "height"))
            .message(1, new ProtoMessage().text(2, "width"));
    ProtoMessage tensor = new ProtoMessage().number(1, FLOAT).message(2, shape);
    return new ProtoMessage()
        .text(1, name)
        .message(2, new ProtoMessage().message(1, tensor))
        .text(3, documentation);
  }
}
