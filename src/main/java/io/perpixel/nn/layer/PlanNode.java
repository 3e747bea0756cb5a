package io.perpixel.nn.layer;

import io.perpixel.nn.kernel.Kernels;
import io.perpixel.nn.kernel.Nhwc;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** One operation of an {@link InferencePlan}. */
interface PlanNode {
  /** Shape of the output for inputs of these shapes. */
  Nhwc output(List<Nhwc> inputs);

  /** The operation for these shapes, with everything prepared that can be. */
  Step prepare(Kernels kernels, List<Nhwc> inputs);

  /**
   * Place of the input that the step expects in its output's array, and overwrites; negative =
   * none. The step does not read that input otherwise.
   */
  default int overwrites() {
    return -1;
  }

  /** Writes {@code y} from the inputs, all of the shapes that the step was prepared for. */
  interface Step {
    void run(INDArray[] xs, INDArray y);
  }
}
