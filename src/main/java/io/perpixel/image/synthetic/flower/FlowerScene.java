package io.perpixel.image.synthetic.flower;

import io.perpixel.image.Raster;
import java.util.List;

/**
 * Flowers of one species before a background.
 *
 * @param background muted photograph, HxWx3 float32 HWC, 0..255
 * @param stems behind all flowers
 * @param flowers each before the ones before it
 */
record FlowerScene(Raster background, List<Stem> stems, List<Flower> flowers) {
  FlowerScene {
    stems = List.copyOf(stems);
    flowers = List.copyOf(flowers);
  }

  int height() {
    return background.height();
  }

  int width() {
    return background.width();
  }
}
