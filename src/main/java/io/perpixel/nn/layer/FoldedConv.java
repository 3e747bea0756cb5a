package io.perpixel.nn.layer;

import io.perpixel.nn.kernel.ConvGeometry;
import io.perpixel.nn.kernel.HostMemory;
import io.perpixel.nn.kernel.Nhwc;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A convolution and the batch norm behind it as one convolution, which in inference mode they are:
 * {@code gamma (w x + b - mean) / sqrt(var + epsilon) + beta} is linear in x. Folded in double
 * precision.
 *
 * @param weights OIHW
 * @param bias one value per output channel, or null
 */
record FoldedConv(INDArray weights, INDArray bias, boolean relu, Conv2d conf) {
  /** A convolution as it is. */
  static FoldedConv of(Conv2dLayer conv) {
    Conv2d conf = conv.layerConf();
    INDArray bias = conf.hasBias() ? conv.getParam(Conv2d.BIAS) : null;
    return new FoldedConv(conv.getParam(Conv2d.WEIGHT), bias, conf.hasRelu(), conf);
  }

  static FoldedConv of(Conv2dLayer conv, BatchNormLayer norm) {
    float[] w = HostMemory.copyOfFloats(conv.getParam(Conv2d.WEIGHT));
    float[] gamma = HostMemory.copyOfFloats(norm.getParam(BatchNorm.GAMMA));
    float[] beta = HostMemory.copyOfFloats(norm.getParam(BatchNorm.BETA));
    float[] mean = HostMemory.copyOfFloats(norm.getParam(BatchNorm.MEAN));
    float[] variance = HostMemory.copyOfFloats(norm.getParam(BatchNorm.VARIANCE));
    float[] b =
        conv.layerConf().hasBias()
            ? HostMemory.copyOfFloats(conv.getParam(Conv2d.BIAS))
            : new float[gamma.length];
    int taps = w.length / gamma.length;
    for (int c = 0; c < gamma.length; c++) {
      double scale = gamma[c] / Math.sqrt((double) variance[c] + norm.layerConf().epsilon());
      for (int i = c * taps; i < (c + 1) * taps; i++) {
        w[i] = (float) (scale * w[i]);
      }
      b[c] = (float) (scale * ((double) b[c] - mean[c]) + beta[c]);
    }
    return new FoldedConv(
        detached(w, conv.getParam(Conv2d.WEIGHT).shape()),
        detached(b, b.length),
        norm.layerConf().relu(),
        conv.layerConf());
  }

  ConvGeometry geometry(Nhwc in) {
    return conf.geometry(in).withBias(bias != null);
  }

  private static INDArray detached(float[] values, long... shape) {
    INDArray array = Nd4j.createUninitializedDetached(DataType.FLOAT, shape);
    HostMemory.put(values, array);
    return array;
  }
}
