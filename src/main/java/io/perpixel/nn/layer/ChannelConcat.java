package io.perpixel.nn.layer;

import io.perpixel.nn.kernel.Nhwc;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A graph vertex that concatenates NHWC inputs of one batch and area along their channels: a skip
 * connection.
 */
public final class ChannelConcat extends PixelVertexConf {
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

  boolean needsLastInputGradient() {
    return lastInputGradient;
  }

  @Override
  public Nhwc output(String name, List<Nhwc> parts) {
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
  public String operation() {
    return "concat";
  }

  @Override
  public int maxVertexInputs() {
    return Integer.MAX_VALUE;
  }

  @Override
  PixelVertex runtime(ComputationGraph graph, String name, int index, DataType dataType) {
    return new ChannelConcatVertex(this, graph, name, index, dataType);
  }

  @Override
  PixelVertexConf copy() {
    return new ChannelConcat(lastInputGradient);
  }

  @Override
  public boolean equals(Object other) {
    return super.equals(other) && ((ChannelConcat) other).lastInputGradient == lastInputGradient;
  }

  @Override
  public int hashCode() {
    return super.hashCode() + Boolean.hashCode(lastInputGradient);
  }
}
