package io.perpixel.spark;

import io.perpixel.image.Interpolation;
import io.perpixel.image.Png;
import io.perpixel.image.Raster;
import io.perpixel.image.Rescale;
import io.perpixel.image.StageException;
import io.perpixel.image.Stages;
import io.perpixel.report.MaskGallery;
import io.perpixel.report.MaskOverlay;
import io.perpixel.train.ClassPredictor;
import io.perpixel.train.Example;
import io.perpixel.train.ModelInfo;
import io.perpixel.train.ModelInput;
import io.perpixel.train.Replica;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How classes are shown: as a mask of class indices with a palette, at the size of the stored
 * image, and laid over it.
 *
 * @param input from a stored image to the model's input
 * @param batch most images per inference step
 */
record MaskRendering(ModelInput input, int batch) implements Rendering {
  /**
   * For a model.
   *
   * @param stages applied to each image before the model's own
   */
  static MaskRendering of(ModelInfo model, Stages stages, int batch) {
    return new MaskRendering(new ModelInput(model, stages), batch);
  }

  @Override
  public Map<String, String> parameters() {
    return Map.of();
  }

  /** The mask, and the mask over the image. */
  @Override
  public int picturesPerImage() {
    return 2;
  }

  @Override
  public Raster truth(Raster target) throws StageException {
    return input.target(target);
  }

  @Override
  public Renderer with(Replica replica) {
    ClassPredictor predictor = new ClassPredictor(replica);
    return new Renderer() {
      @Override
      public List<Map<String, byte[]>> pictures(List<Example> minibatch, List<SourceItem> originals)
          throws StageException {
        List<Raster> predicted = predictor.predict(minibatch);
        List<Map<String, byte[]>> pictures = new ArrayList<>();
        for (int i = 0; i < predicted.size(); i++) {
          // Read once more: a minibatch of photographs may not fit into memory.
          Raster original = originals.get(i).decode().image();
          Raster mask =
              Rescale.exact(original.height(), original.width(), Interpolation.NEAREST)
                  .apply(predicted.get(i));
          pictures.add(
              Map.of(
                  "",
                  Png.encodeClasses(mask),
                  MapRendering.OVERLAY,
                  Png.encode(MaskOverlay.of(original, mask))));
        }
        return pictures;
      }

      @Override
      public byte[] gallery(List<Example> shown) {
        MaskGallery gallery = new MaskGallery();
        for (Example example : shown) {
          Raster predicted = predictor.predict(List.of(example)).get(0);
          gallery.add(example.id(), example.image(), example.target(), predicted);
        }
        return gallery.png();
      }
    };
  }
}
