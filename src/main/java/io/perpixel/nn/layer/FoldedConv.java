package io.perpixel.nn.layer;

import io.perpixel.nn.kernel.ConvGeometry;
import io.perpixel.nn.kernel.ConvInference;
import io.perpixel.nn.kernel.HostMemory;
import io.perpixel.nn.kernel.Kernels;
import io.perpixel.nn.kernel.Nhwc;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A convolution and the batch norm behind it as one convolution, which in inference mode they are:
 * {@code gamma (w x + b - mean) / sqrt(var + epsilon) + beta} is linear in x. Folded in double
 * precision, and only when a kernel is built: the weights of a large network exist often enough.
 *
 * @param norm null for a convolution as it is
 */
record FoldedConv(Conv2dLayer conv, BatchNormLayer norm) {
  ConvGeometry geometry(Nhwc in) {
    Conv2d conf = conv.layerConf();
    return conf.geometry(in).withBias(norm != null || conf.hasBias());
  }

  /**
   * The operation for an input, with its ReLU.
   *
   * @param sum whether the result is added to what the output holds, which a ReLU then follows
   */
  ConvInference prepare(Kernels kernels, Nhwc in, boolean sum) {
    ConvGeometry g = geometry(in);
    boolean relu = sum || (norm == null ? conv.layerConf().hasRelu() : norm.layerConf().hasRelu());
    if (norm == null) {
      INDArray bias = g.bias() ? conv.getParam(Conv2d.BIAS) : null;
      return kernels.convInference(g, sum, relu, conv.getParam(Conv2d.WEIGHT), bias);
    }
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
    return kernels.convInference(g, sum, relu, detached(w, g.weightShape()), detached(b, b.length));
  }

  private static INDArray detached(float[] values, long... shape) {
    INDArray array = Nd4j.createUninitializedDetached(DataType.FLOAT, shape);
    HostMemory.put(values, array);
    return array;
  }
}
