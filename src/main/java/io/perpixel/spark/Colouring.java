package io.perpixel.spark;

import io.perpixel.image.Stages;
import io.perpixel.palette.Palette;
import io.perpixel.train.ModelInfo;
import io.perpixel.train.ModelInput;
import java.io.Serializable;

/**
 * How images are coloured.
 *
 * @param input from a stored image to the model's input
 * @param palette colours of the model's classes
 * @param batch most images per inference step
 */
record Colouring(ModelInput input, Palette palette, int batch) implements Serializable {
  /**
   * For a model.
   *
   * @param stages applied to each image before the model's own
   * @throws IllegalArgumentException if the palette does not have the model's number of colours
   */
  static Colouring of(ModelInfo model, Stages stages, Palette palette, int batch) {
    model.requireColours(palette);
    return new Colouring(new ModelInput(model, stages), palette, batch);
  }
}
