package io.perpixel.nn.layer;

import io.perpixel.nn.kernel.BufferPlan;
import io.perpixel.nn.kernel.Kernels;
import io.perpixel.nn.kernel.Nhwc;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The steps of an {@link InferencePlan} for one shape of each input, with their buffers. */
final class InferenceProgram {
  private final PlanNodes nodes;
  private final PlanNode.Step[] steps;
  private final INDArray[] values;
  private final INDArray[][] inputs;

  InferenceProgram(PlanNodes nodes, Kernels kernels, List<Nhwc> graphInputs) {
    this.nodes = nodes;
    int first = nodes.graphInputs();
    int count = nodes.size();
    steps = new PlanNode.Step[count];
    Nhwc[] shapes = graphInputs.toArray(new Nhwc[count]);
    BufferPlan buffers = new BufferPlan();
    int[] slots = new int[count];
    int[] uses = nodes.uses();
    for (int n = first; n < count; n++) {
      List<Nhwc> in = new ArrayList<>();
      for (int from : nodes.inputs(n)) {
        in.add(shapes[from]);
      }
      shapes[n] = nodes.node(n).output(in);
      steps[n] = nodes.node(n).prepare(kernels, in);
      int overwritten = nodes.overwrites(n);
      boolean inPlace = overwritten >= first && uses[overwritten] == 1;
      if (inPlace) {
        slots[n] = slots[overwritten];
      } else {
        slots[n] = buffers.take(shapes[n].length());
        steps[n] = afterCopy(steps[n], nodes.node(n).overwrites());
      }
      for (int from : nodes.inputs(n)) {
        if (--uses[from] == 0 && from >= first && !(inPlace && from == overwritten)) {
          buffers.giveBack(slots[from]);
        }
      }
    }
    buffers.allocate();
    values = new INDArray[count];
    for (int n = first; n < count; n++) {
      values[n] = buffers.array(slots[n], shapes[n]);
    }
    inputs = new INDArray[count][];
    for (int n = first; n < count; n++) {
      inputs[n] = Arrays.stream(nodes.inputs(n)).mapToObj(i -> values[i]).toArray(INDArray[]::new);
    }
  }

  /** The step on a copy of the input that it would overwrite: others read that later. */
  private static PlanNode.Step afterCopy(PlanNode.Step step, int place) {
    if (place < 0) {
      return step;
    }
    return (xs, y) -> {
      y.assign(xs[place]);
      step.run(xs, y);
    };
  }

  INDArray[] run(INDArray[] xs) {
    System.arraycopy(xs, 0, values, 0, xs.length);
    for (int n = xs.length; n < steps.length; n++) {
      int[] from = nodes.inputs(n);
      for (int i = 0; i < from.length; i++) {
        if (from[i] < xs.length) {
          inputs[n][i] = xs[from[i]];
        }
      }
      steps[n].run(inputs[n], values[n]);
    }
    return Arrays.stream(nodes.outputs()).mapToObj(n -> values[n]).toArray(INDArray[]::new);
  }
}
