package io.perpixel.spark;

import io.perpixel.image.MapImage;
import io.perpixel.image.Png;
import io.perpixel.image.Raster;
import io.perpixel.image.StageException;
import io.perpixel.image.Stages;
import io.perpixel.report.HeatOverlay;
import io.perpixel.report.SaliencyGallery;
import io.perpixel.train.Example;
import io.perpixel.train.MapPredictor;
import io.perpixel.train.ModelInfo;
import io.perpixel.train.ModelInput;
import io.perpixel.train.Replica;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How maps are shown: in grey at the size of the stored image, and laid over it.
 *
 * @param input from a stored image to the model's input
 * @param batch most images per inference step
 */
record MapRendering(ModelInput input, int batch) implements Rendering {
  static final String OVERLAY = "-overlay";

  /**
   * For a model.
   *
   * @param stages applied to each image before the model's own
   */
  static MapRendering of(ModelInfo model, Stages stages, int batch) {
    return new MapRendering(new ModelInput(model, stages), batch);
  }

  @Override
  public Map<String, String> parameters() {
    return Map.of();
  }

  /** The map, and the map over the image. */
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
    MapPredictor predictor = new MapPredictor(replica);
    return new Renderer() {
      @Override
      public List<Map<String, byte[]>> pictures(List<Example> minibatch, List<SourceItem> originals)
          throws StageException {
        List<Raster> maps = predictor.predict(minibatch);
        List<Map<String, byte[]>> pictures = new ArrayList<>();
        for (int i = 0; i < maps.size(); i++) {
          // Read once more: a minibatch of photographs may not fit into memory.
          Raster original = originals.get(i).decode().image();
          Raster map = MapImage.grey(maps.get(i), original.height(), original.width());
          Raster overlay = HeatOverlay.of(original, maps.get(i));
          pictures.add(Map.of("", Png.encode(map), OVERLAY, Png.encode(overlay)));
        }
        return pictures;
      }

      @Override
      public byte[] gallery(List<Example> shown) {
        SaliencyGallery gallery = new SaliencyGallery();
        for (Example example : shown) {
          Raster predicted = predictor.predict(List.of(example)).get(0);
          gallery.add(example.id(), example.image(), example.target(), predicted);
        }
        return gallery.png();
      }
    };
  }
}
