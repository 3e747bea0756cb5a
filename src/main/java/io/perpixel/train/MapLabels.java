package io.perpixel.train;

import io.perpixel.image.DType;
import io.perpixel.image.Raster;
import io.perpixel.nn.kernel.HostMemory;
import io.perpixel.nn.kernel.Nhwc;
import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Values in [0, 1], float32 N x H x W x 1, of targets that are float32 in [0, 1], or uint8 in
 * 0..255.
 */
final class MapLabels implements Labels {
  private final INDArray labels;
  private final float[] values;
  private final int pixels;

  MapLabels(Nhwc images) {
    labels =
        Nd4j.createUninitializedDetached(
            DataType.FLOAT, images.batch(), images.height(), images.width(), 1);
    values = new float[(int) labels.length()];
    pixels = images.height() * images.width();
  }

  @Override
  public void put(Example example, int place) {
    if (example.target() == null) {
      Arrays.fill(values, place * pixels, (place + 1) * pixels, 0);
      return;
    }
    Labels.requirePixels(example, pixels);
    System.arraycopy(map(example), 0, values, place * pixels, pixels);
  }

  /**
   * The target of an example, row-major, in [0, 1].
   *
   * @throws IllegalArgumentException if a value is outside; the message names the example
   */
  static float[] map(Example example) {
    Raster target = example.target();
    if (target.dtype() == DType.UINT8) {
      byte[] bytes = target.bytes();
      float[] map = new float[bytes.length];
      for (int p = 0; p < map.length; p++) {
        map[p] = (bytes[p] & 0xff) / 255f;
      }
      return map;
    }
    float[] map = target.floats();
    for (int p = 0; p < map.length; p++) {
      if (!(map[p] >= 0 && map[p] <= 1)) {
        throw new IllegalArgumentException(
            "%s: the target is %s at pixel %d, expected values from 0 to 1 (stage to-tensor)"
                .formatted(example.id(), map[p], p));
      }
    }
    return map;
  }

  @Override
  public INDArray array() {
    HostMemory.put(values, labels);
    return labels;
  }
}
