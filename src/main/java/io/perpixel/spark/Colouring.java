package io.perpixel.spark;

import io.perpixel.image.Png;
import io.perpixel.image.Raster;
import io.perpixel.image.Stages;
import io.perpixel.palette.Palette;
import io.perpixel.report.ColourGallery;
import io.perpixel.train.ColourPredictor;
import io.perpixel.train.Example;
import io.perpixel.train.ModelInfo;
import io.perpixel.train.ModelInput;
import io.perpixel.train.Replica;
import java.util.List;
import java.util.Map;

/**
 * How images are coloured.
 *
 * @param input from a stored image to the model's input
 * @param palette colours of the model's classes
 * @param batch most images per inference step
 */
record Colouring(ModelInput input, Palette palette, int batch) implements Rendering {
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

  @Override
  public Map<String, String> parameters() {
    return Map.of(LabelTable.HASH, palette.hash());
  }

  @Override
  public int picturesPerImage() {
    return 1;
  }

  /** The image itself is the truth. */
  @Override
  public Raster truth(Raster target) {
    return null;
  }

  @Override
  public Renderer with(Replica replica) {
    ColourPredictor predictor = new ColourPredictor(replica, palette);
    return new Renderer() {
      @Override
      public List<Map<String, byte[]>> pictures(
          List<Example> minibatch, List<SourceItem> originals) {
        return predictor.colour(minibatch).stream()
            .map(image -> Map.of("", Png.encode(image)))
            .toList();
      }

      @Override
      public byte[] gallery(List<Example> shown) {
        ColourGallery gallery = new ColourGallery();
        for (Example example : shown) {
          Raster predicted = predictor.colour(List.of(example)).get(0);
          gallery.add(example.id(), example.image(), predicted);
        }
        return gallery.png();
      }
    };
  }
}
