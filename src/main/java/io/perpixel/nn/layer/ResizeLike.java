package io.perpixel.nn.layer;

import io.perpixel.nn.kernel.Nhwc;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A graph vertex that brings its first input to the height and width of its second, by bilinear
 * interpolation between half-pixel centres (PyTorch's {@code align_corners=False}). Of the second
 * input only the size is read.
 */
public final class ResizeLike extends PixelVertexConf {
  private static final long serialVersionUID = 1;

  private boolean likeImage;

  /** For JSON. */
  public ResizeLike() {}

  /** {@code likeImage} is true where the second input is the image, which needs no gradient. */
  public ResizeLike(boolean likeImage) {
    this.likeImage = likeImage;
  }

  boolean isLikeImage() {
    return likeImage;
  }

  @Override
  public Nhwc output(String name, List<Nhwc> inputs) {
    return inputs.get(0).withArea(inputs.get(1).height(), inputs.get(1).width());
  }

  @Override
  boolean readsOnlySize(int input) {
    return input == 1;
  }

  @Override
  public String operation() {
    return "bilinear";
  }

  @Override
  public boolean computes() {
    return true;
  }

  @Override
  PixelVertex runtime(ComputationGraph graph, String name, int index, DataType dataType) {
    return new ResizeLikeVertex(this, graph, name, index, dataType);
  }

  @Override
  PixelVertexConf copy() {
    return new ResizeLike(likeImage);
  }

  @Override
  public boolean equals(Object other) {
    return super.equals(other) && ((ResizeLike) other).likeImage == likeImage;
  }

  @Override
  public int hashCode() {
    return super.hashCode() + Boolean.hashCode(likeImage);
  }
}
