package io.perpixel.nn.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/** Runs one of libnd4j's operations into given arrays. */
final class Nd4jOp {
  private Nd4jOp() {}

  static void run(String name, int[] arguments, INDArray[] inputs, INDArray... outputs) {
    Nd4j.exec(
        DynamicCustomOp.builder(name)
            .addInputs(inputs)
            .addOutputs(outputs)
            .addIntegerArguments(arguments)
            .build());
  }

  /** Reads like an argument list. */
  static INDArray[] of(INDArray... inputs) {
    return inputs;
  }
}
