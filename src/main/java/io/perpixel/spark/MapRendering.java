package io.perpixel.spark;

import io.perpixel.image.MapImage;
import io.perpixel.image.Png;
import io.perpixel.image.Raster;
import io.perpixel.report.HeatOverlay;
import io.perpixel.report.SaliencyGallery;
import io.perpixel.report.TruthGallery;
import io.perpixel.train.MapPredictor;
import io.perpixel.train.ModelInput;
import io.perpixel.train.PixelPredictor;
import io.perpixel.train.Replica;
import java.util.Map;

/**
 * How maps are shown: in grey.
 *
 * @param input from a stored image to the model's input
 * @param batch most images per inference step
 */
record MapRendering(ModelInput input, int batch) implements OverlaidRendering {
  @Override
  public PixelPredictor predictor(Replica replica) {
    return new MapPredictor(replica);
  }

  @Override
  public TruthGallery gallery() {
    return new SaliencyGallery();
  }

  @Override
  public Map<String, byte[]> pictures(Raster original, Raster predicted) {
    Raster map = MapImage.grey(predicted, original.height(), original.width());
    return Map.of("", Png.encode(map), OVERLAY, Png.encode(HeatOverlay.of(original, predicted)));
  }
}
