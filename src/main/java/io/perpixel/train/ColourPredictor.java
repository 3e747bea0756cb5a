package io.perpixel.train;

import io.perpixel.image.Layout;
import io.perpixel.image.Raster;
import io.perpixel.nn.kernel.HostMemory;
import io.perpixel.nn.model.ModelSpec;
import io.perpixel.palette.Palette;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Colours images: each pixel gets the palette colour of its most probable class. */
public final class ColourPredictor {
  private final Replica replica;
  private final byte[] colours;

  /**
   * Colours by a model and the palette it was trained with.
   *
   * @throws IllegalArgumentException if the model's classes are not that many colours
   */
  public ColourPredictor(Replica replica, ModelSpec model, Palette palette) {
    requireColours(model, palette);
    this.replica = replica;
    colours = palette.rgb();
  }

  /**
   * Checks that a palette can be a model's.
   *
   * @throws IllegalArgumentException naming both numbers
   */
  public static void requireColours(ModelSpec model, Palette palette) {
    if (palette.size() != model.outputChannels()) {
      throw new IllegalArgumentException(
          "%s has %d classes, but the palette %d colours: use the palette that it was trained with"
              .formatted(model.name(), model.outputChannels(), palette.size()));
    }
  }

  /**
   * Colours a minibatch of equal-sized images.
   *
   * @return for each image height x width x 3, uint8 HWC
   * @throws IllegalArgumentException if an image does not fit the model; the message names it
   */
  public List<Raster> colour(List<Example> minibatch) {
    INDArray logits = replica.logits(minibatch);
    int[] classes = Replica.argMax(HostMemory.copyOfFloats(logits), (int) logits.size(3));
    int height = (int) logits.size(1);
    int width = (int) logits.size(2);
    List<Raster> coloured = new ArrayList<>();
    for (int i = 0; i < minibatch.size(); i++) {
      byte[] rgb = new byte[3 * height * width];
      for (int p = 0; p < height * width; p++) {
        System.arraycopy(colours, 3 * classes[i * height * width + p], rgb, 3 * p, 3);
      }
      coloured.add(Raster.uint8(height, width, 3, Layout.HWC, rgb));
    }
    return coloured;
  }
}
