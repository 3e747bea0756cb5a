package io.perpixel.nn.layer;

import io.perpixel.nn.kernel.ConvInference;
import io.perpixel.nn.kernel.Kernels;
import io.perpixel.nn.kernel.Nhwc;
import java.util.List;

/**
 * The last convolution of a residual block with the block's sum and ReLU: the result is added to
 * the block's shortcut, in its place.
 */
record ConvSumNode(FoldedConv conv, String name) implements PlanNode {
  private static final int IMAGE = 0;
  private static final int SHORTCUT = 1;

  @Override
  public Nhwc output(List<Nhwc> in) {
    return new ResidualSum()
        .output(name, List.of(conv.geometry(in.get(IMAGE)).out(), in.get(SHORTCUT)));
  }

  @Override
  public int overwrites() {
    return SHORTCUT;
  }

  @Override
  public Step prepare(Kernels kernels, List<Nhwc> in) {
    ConvInference kernel = conv.prepare(kernels, in.get(IMAGE), true);
    return (xs, y) -> kernel.forward(xs[IMAGE], y);
  }
}
