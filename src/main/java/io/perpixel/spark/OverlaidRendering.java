package io.perpixel.spark;

import io.perpixel.image.Raster;
import io.perpixel.image.StageException;
import io.perpixel.report.TruthGallery;
import io.perpixel.train.Example;
import io.perpixel.train.PixelPredictor;
import io.perpixel.train.Replica;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What is shown by itself, at the size of the stored image, and laid over it. */
interface OverlaidRendering extends Rendering {
  /** Put behind an image's id to name its overlay. */
  String OVERLAY = "-overlay";

  /** What predicts the values that are shown. */
  PixelPredictor predictor(Replica replica);

  /** A gallery with nothing in it yet. */
  TruthGallery gallery();

  /**
   * The picture and the overlay as PNG, see {@link Renderer#pictures}.
   *
   * @param original as it was stored
   * @param predicted at the size of the model's input
   */
  Map<String, byte[]> pictures(Raster original, Raster predicted);

  @Override
  default Map<String, String> parameters() {
    return Map.of();
  }

  @Override
  default int picturesPerImage() {
    return 2;
  }

  @Override
  default Raster truth(Raster target) throws StageException {
    return input().target(target);
  }

  @Override
  default Renderer with(Replica replica) {
    PixelPredictor predictor = predictor(replica);
    return new Renderer() {
      @Override
      public List<Map<String, byte[]>> pictures(List<Example> minibatch, List<SourceItem> originals)
          throws StageException {
        List<Raster> predicted = predictor.predict(minibatch);
        List<Map<String, byte[]>> pictures = new ArrayList<>();
        for (int i = 0; i < predicted.size(); i++) {
          // Read once more: a minibatch of photographs may not fit into memory.
          Raster original = originals.get(i).decode().image();
          pictures.add(OverlaidRendering.this.pictures(original, predicted.get(i)));
        }
        return pictures;
      }

      @Override
      public byte[] gallery(List<Example> shown) {
        return PredictedGallery.png(OverlaidRendering.this.gallery(), predictor, shown);
      }
    };
  }
}
