package io.perpixel.train;

import io.perpixel.image.DType;
import io.perpixel.image.Raster;
import io.perpixel.nn.kernel.HostMemory;
import io.perpixel.nn.kernel.Nhwc;
import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Class indices, int32 N x H x W, of targets that are uint8. */
final class ClassLabels implements Labels {
  private final INDArray labels;
  private final int[] values;
  private final int pixels;

  ClassLabels(Nhwc images) {
    labels =
        Nd4j.createUninitializedDetached(
            DataType.INT32, images.batch(), images.height(), images.width());
    values = new int[(int) labels.length()];
    pixels = images.height() * images.width();
  }

  @Override
  public void put(Example example, int place) {
    Raster target = example.target();
    if (target == null) {
      Arrays.fill(values, place * pixels, (place + 1) * pixels, 0);
      return;
    }
    Labels.requirePixels(example, pixels);
    System.arraycopy(of(example), 0, values, place * pixels, pixels);
  }

  /**
   * The class of each pixel of an example that has a target.
   *
   * @throws IllegalArgumentException if the target is of another type; the message names the
   *     example
   */
  static int[] of(Example example) {
    Raster target = example.target();
    if (target.dtype() != DType.UINT8) {
      throw new IllegalArgumentException(
          "%s: the target is %s, expected class indices, uint8".formatted(example.id(), target));
    }
    byte[] classes = target.bytes();
    int[] indices = new int[classes.length];
    for (int p = 0; p < indices.length; p++) {
      indices[p] = classes[p] & 0xff;
    }
    return indices;
  }

  @Override
  public INDArray array() {
    HostMemory.put(values, labels);
    return labels;
  }
}
