package io.perpixel.train;

import io.perpixel.image.Layout;
import io.perpixel.image.Raster;
import io.perpixel.nn.kernel.HostMemory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Predicts maps: a probability for each pixel. */
public final class MapPredictor {
  private final Replica replica;

  /** Predicts by a model whose target is a map. */
  public MapPredictor(Replica replica) {
    this.replica = replica;
  }

  /**
   * The maps of a minibatch of equal-sized images.
   *
   * @return for each image height x width x 1, float32 in 0..1
   * @throws IllegalArgumentException if an image does not fit the model; the message names it
   */
  public List<Raster> predict(List<Example> minibatch) {
    float[] all = HostMemory.copyOfFloats(replica.output(minibatch));
    int pixels = all.length / minibatch.size();
    List<Raster> maps = new ArrayList<>();
    for (int i = 0; i < minibatch.size(); i++) {
      Example example = minibatch.get(i);
      float[] map = Arrays.copyOfRange(all, i * pixels, (i + 1) * pixels);
      maps.add(Raster.float32(example.height(), example.width(), 1, Layout.HWC, map));
    }
    return maps;
  }
}
