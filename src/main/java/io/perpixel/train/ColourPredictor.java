package io.perpixel.train;

import io.perpixel.image.Layout;
import io.perpixel.image.Raster;
import io.perpixel.palette.Palette;
import io.perpixel.palette.PaletteLabeller;
import java.util.ArrayList;
import java.util.List;

/** Colours images: each pixel gets the palette colour of its most probable class. */
public final class ColourPredictor {
  private final ClassPredictor classes;
  private final PaletteLabeller colours;

  /** Colours by a model and the palette it was trained with. */
  public ColourPredictor(Replica replica, Palette palette) {
    classes = new ClassPredictor(replica);
    colours = new PaletteLabeller(palette);
  }

  /**
   * Colours a minibatch of equal-sized images.
   *
   * @return for each image height x width x 3, uint8 HWC
   * @throws IllegalArgumentException if an image does not fit the model; the message names it
   */
  public List<Raster> colour(List<Example> minibatch) {
    List<Raster> coloured = new ArrayList<>();
    for (Raster labels : classes.predict(minibatch)) {
      byte[] rgb = colours.decode(labels.bytes());
      coloured.add(Raster.uint8(labels.height(), labels.width(), 3, Layout.HWC, rgb));
    }
    return coloured;
  }
}
