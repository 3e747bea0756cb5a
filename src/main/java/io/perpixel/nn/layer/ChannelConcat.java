package io.perpixel.nn.layer;

import io.perpixel.nn.kernel.Nhwc;
import java.util.List;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;

/**
 * A graph vertex that concatenates NHWC inputs of one batch and area along their channels: a skip
 * connection.
 */
@JsonAutoDetect(
    fieldVisibility = JsonAutoDetect.Visibility.ANY,
    getterVisibility = JsonAutoDetect.Visibility.NONE,
    isGetterVisibility = JsonAutoDetect.Visibility.NONE,
    setterVisibility = JsonAutoDetect.Visibility.NONE)
public final class ChannelConcat extends GraphVertex {
  private static final long serialVersionUID = 1;

  private boolean lastInputGradient;

  /** For JSON. */
  public ChannelConcat() {
    this(true);
  }

  /**
   * {@code lastInputGradient} is false where the last input is the image itself, which needs no
   * gradient.
   */
  public ChannelConcat(boolean lastInputGradient) {
    this.lastInputGradient = lastInputGradient;
  }

  /**
   * Shape of the output.
   *
   * @param name of the vertex, for the error message
   * @throws IllegalArgumentException if batches or areas differ
   */
  public static Nhwc output(String name, List<Nhwc> parts) {
    Nhwc first = parts.get(0);
    int channels = 0;
    for (Nhwc part : parts) {
      if (!part.withChannels(1).equals(first.withChannels(1))) {
        throw new IllegalArgumentException(
            "skip connection "
                + name
                + " cannot join "
                + first
                + " and "
                + part
                + ": height and width of the input image must be multiples of the model's"
                + " downscaling");
      }
      channels += part.channels();
    }
    return first.withChannels(channels);
  }

  @Override
  public GraphVertex clone() {
    return new ChannelConcat(lastInputGradient);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ChannelConcat c && c.lastInputGradient == lastInputGradient;
  }

  @Override
  public int hashCode() {
    return Boolean.hashCode(lastInputGradient);
  }

  @Override
  public long numParams(boolean backprop) {
    return 0;
  }

  @Override
  public int minVertexInputs() {
    return 2;
  }

  @Override
  public int maxVertexInputs() {
    return Integer.MAX_VALUE;
  }

  @Override
  public org.deeplearning4j.nn.graph.vertex.GraphVertex instantiate(
      ComputationGraph graph,
      String name,
      int index,
      INDArray paramsView,
      boolean initializeParams,
      DataType dataType) {
    return new ChannelConcatVertex(graph, name, index, lastInputGradient, dataType);
  }

  @Override
  public InputType getOutputType(int index, InputType... inputs) {
    return inputs[0];
  }

  @Override
  public MemoryReport getMemoryReport(InputType... inputs) {
    throw new UnsupportedOperationException("use perpixel describe for memory estimates");
  }
}
