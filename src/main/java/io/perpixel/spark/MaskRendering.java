package io.perpixel.spark;

import io.perpixel.image.Interpolation;
import io.perpixel.image.Png;
import io.perpixel.image.Raster;
import io.perpixel.image.Rescale;
import io.perpixel.report.MaskGallery;
import io.perpixel.report.MaskOverlay;
import io.perpixel.report.TruthGallery;
import io.perpixel.train.ClassPredictor;
import io.perpixel.train.ModelInput;
import io.perpixel.train.PixelPredictor;
import io.perpixel.train.Replica;
import java.util.Map;

/**
 * How classes are shown: as a mask of class indices with a palette.
 *
 * @param input from a stored image to the model's input
 * @param batch most images per inference step
 */
record MaskRendering(ModelInput input, int batch) implements OverlaidRendering {
  @Override
  public PixelPredictor predictor(Replica replica) {
    return new ClassPredictor(replica);
  }

  @Override
  public TruthGallery gallery() {
    return new MaskGallery();
  }

  @Override
  public Map<String, byte[]> pictures(Raster original, Raster predicted) {
    Raster mask =
        Rescale.exact(original.height(), original.width(), Interpolation.NEAREST).apply(predicted);
    return Map.of("", Png.encodeClasses(mask), OVERLAY, Png.encode(MaskOverlay.of(original, mask)));
  }
}
