package io.perpixel.train;

import io.perpixel.image.Layout;
import io.perpixel.image.Raster;
import io.perpixel.nn.kernel.HostMemory;
import io.perpixel.palette.Palette;
import io.perpixel.palette.PaletteLabeller;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Colours images: each pixel gets the palette colour of its most probable class. */
public final class ColourPredictor {
  private final Replica replica;
  private final PaletteLabeller colours;

  /** Colours by a model and the palette it was trained with. */
  public ColourPredictor(Replica replica, Palette palette) {
    this.replica = replica;
    colours = new PaletteLabeller(palette);
  }

  /**
   * Colours a minibatch of equal-sized images.
   *
   * @return for each image height x width x 3, uint8 HWC
   * @throws IllegalArgumentException if an image does not fit the model; the message names it
   */
  public List<Raster> colour(List<Example> minibatch) {
    INDArray logits = replica.output(minibatch);
    int[] classes = Replica.argMax(HostMemory.copyOfFloats(logits), (int) logits.size(3));
    int height = (int) logits.size(1);
    int width = (int) logits.size(2);
    List<Raster> coloured = new ArrayList<>();
    for (int i = 0; i < minibatch.size(); i++) {
      byte[] labels = new byte[height * width];
      for (int p = 0; p < labels.length; p++) {
        labels[p] = (byte) classes[i * labels.length + p];
      }
      byte[] rgb = colours.decode(labels);
      coloured.add(Raster.uint8(height, width, 3, Layout.HWC, rgb));
    }
    return coloured;
  }
}
