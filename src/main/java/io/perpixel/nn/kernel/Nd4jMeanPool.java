package io.perpixel.nn.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The mean of each channel, image by image. */
final class Nd4jMeanPool implements MeanPoolKernel {
  private final Nhwc in;
  private final int pixels;

  Nd4jMeanPool(Nhwc in) {
    this.in = in;
    pixels = in.height() * in.width();
  }

  @Override
  public void forward(INDArray x, INDArray y) {
    for (int n = 0; n < in.batch(); n++) {
      INDArray means = image(y, n, 1);
      Nd4jRows.sum(image(x, n, pixels), means);
      means.divi(pixels);
    }
  }

  @Override
  public void backward(INDArray dy, INDArray dx) {
    for (int n = 0; n < in.batch(); n++) {
      INDArray rows = image(dx, n, pixels);
      rows.assign(0);
      rows.addiRowVector(image(dy, n, 1).div(pixels));
    }
  }

  /** The pixels of an image, one a row. */
  private INDArray image(INDArray array, int n, int rows) {
    int channels = in.channels();
    long offset = array.offset() + (long) n * rows * channels;
    return Nd4j.create(
        array.data(), new long[] {rows, channels}, new long[] {channels, 1}, offset, 'c');
  }
}
