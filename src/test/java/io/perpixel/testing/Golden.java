package io.perpixel.testing;

import java.io.IOException;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Golden files as float32 arrays, by their names below {@code golden} without {@code .npy}. */
public final class Golden {
  private Golden() {}

  /** As it is in the file. */
  public static INDArray array(String name) throws IOException {
    Npy npy = Npy.read(Npy.golden(name + ".npy"));
    return Nd4j.createFromArray(npy.floats()).reshape('c', npy.shape());
  }

  /** An NCHW file in the order that our layers take. */
  public static INDArray nhwc(String name) throws IOException {
    return array(name).permute(0, 2, 3, 1).dup('c');
  }
}
