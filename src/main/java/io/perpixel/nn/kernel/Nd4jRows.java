package io.perpixel.nn.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** NHWC tensors as matrices of pixels x channels. */
final class Nd4jRows {
  private Nd4jRows() {}

  /** A view with one row per pixel. */
  static INDArray of(INDArray nhwc) {
    long channels = nhwc.size(-1);
    return nhwc.reshape('c', nhwc.length() / channels, channels);
  }

  /**
   * Writes the sums over all pixels, one per channel. A product with ones: BLAS adds in blocks,
   * where ND4J's reduction adds one by one and loses digits.
   */
  static void sum(INDArray nhwc, INDArray sums) {
    INDArray rows = of(nhwc);
    sums.assign(Nd4j.ones(1, rows.rows()).mmul(rows).reshape(sums.shape()));
  }
}
