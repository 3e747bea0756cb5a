package io.perpixel.train;

import io.perpixel.image.Layout;
import io.perpixel.image.Raster;
import io.perpixel.nn.kernel.HostMemory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Predicts maps: a probability for each pixel. */
public final class MapPredictor implements PixelPredictor {
  private final Replica replica;

  /** Predicts by a model whose target is a map. */
  public MapPredictor(Replica replica) {
    this.replica = replica;
  }

  /** The maps, float32 in 0..1. */
  @Override
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
