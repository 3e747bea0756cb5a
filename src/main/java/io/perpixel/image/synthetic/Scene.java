package io.perpixel.image.synthetic;

import io.perpixel.image.Raster;
import java.util.List;

/**
 * A background and the things on it.
 *
 * @param background muted photograph, HxWx3 float32 HWC, 0..255
 * @param things none of which touches another
 */
record Scene(Raster background, List<Thing> things) {
  Scene {
    things = List.copyOf(things);
  }

  int height() {
    return background.height();
  }

  int width() {
    return background.width();
  }

  /** The things that are looked at; at least one. */
  List<Thing> salient() {
    return things.stream().filter(Thing::salient).toList();
  }
}
