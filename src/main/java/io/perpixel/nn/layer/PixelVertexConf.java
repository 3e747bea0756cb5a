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

/** Configuration of a graph vertex of ours: no parameters, several NHWC inputs. */
@JsonAutoDetect(
    fieldVisibility = JsonAutoDetect.Visibility.ANY,
    getterVisibility = JsonAutoDetect.Visibility.NONE,
    isGetterVisibility = JsonAutoDetect.Visibility.NONE,
    setterVisibility = JsonAutoDetect.Visibility.NONE)
public abstract class PixelVertexConf extends GraphVertex {
  private static final long serialVersionUID = 1;

  private boolean trainedBelow = true;

  /**
   * Shape of the output.
   *
   * @param name of the vertex, for the error message
   * @throws IllegalArgumentException if the inputs do not fit one another
   */
  public abstract Nhwc output(String name, List<Nhwc> inputs);

  /** What the vertex does, in a few letters: {@code concat}. */
  public abstract String operation();

  /** Whether output values are computed from several input values, as in resampling. */
  public boolean computes() {
    return false;
  }

  /** Whether of an input only height and width matter. */
  boolean readsOnlySize(int input) {
    return false;
  }

  abstract PixelVertex runtime(ComputationGraph graph, String name, int index, DataType dataType);

  /** A copy with the same settings. */
  abstract PixelVertexConf copy();

  /** Whether something that this vertex reads is trained. */
  final boolean isTrainedBelow() {
    return trainedBelow;
  }

  final void setTrainedBelow(boolean trainedBelow) {
    this.trainedBelow = trainedBelow;
  }

  @Override
  public final GraphVertex clone() {
    PixelVertexConf copy = copy();
    copy.setTrainedBelow(trainedBelow);
    return copy;
  }

  @Override
  public boolean equals(Object other) {
    return other != null
        && other.getClass() == getClass()
        && ((PixelVertexConf) other).trainedBelow == trainedBelow;
  }

  @Override
  public int hashCode() {
    return getClass().hashCode();
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
    return 2;
  }

  @Override
  public org.deeplearning4j.nn.graph.vertex.GraphVertex instantiate(
      ComputationGraph graph,
      String name,
      int index,
      INDArray paramsView,
      boolean initializeParams,
      DataType dataType) {
    return runtime(graph, name, index, dataType);
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
