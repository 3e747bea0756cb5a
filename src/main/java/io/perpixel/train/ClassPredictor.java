package io.perpixel.train;

import io.perpixel.image.Layout;
import io.perpixel.image.Raster;
import io.perpixel.nn.kernel.HostMemory;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Predicts the class of each pixel: the one with the largest logit, the first of equals. */
public final class ClassPredictor implements PixelPredictor {
  private final Replica replica;

  /** Predicts by a model whose output is logits of up to 256 classes. */
  public ClassPredictor(Replica replica) {
    this.replica = replica;
  }

  /** The classes, uint8. */
  @Override
  public List<Raster> predict(List<Example> minibatch) {
    INDArray logits = replica.output(minibatch);
    int[] classes = Replica.argMax(HostMemory.copyOfFloats(logits), (int) logits.size(3));
    int height = (int) logits.size(1);
    int width = (int) logits.size(2);
    List<Raster> predicted = new ArrayList<>();
    for (int i = 0; i < minibatch.size(); i++) {
      byte[] labels = new byte[height * width];
      for (int p = 0; p < labels.length; p++) {
        labels[p] = (byte) classes[i * labels.length + p];
      }
      predicted.add(Raster.uint8(height, width, 1, Layout.HWC, labels));
    }
    return predicted;
  }
}
