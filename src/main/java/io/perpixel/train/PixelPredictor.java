package io.perpixel.train;

import io.perpixel.image.Raster;
import java.util.List;

/** What a model says of each pixel. */
public interface PixelPredictor {
  /**
   * The predictions for a minibatch of equal-sized images.
   *
   * @return for each image height x width x 1, HWC
   * @throws IllegalArgumentException if an image does not fit the model; the message names it
   */
  List<Raster> predict(List<Example> minibatch);
}
