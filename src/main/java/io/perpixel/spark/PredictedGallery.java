package io.perpixel.spark;

import io.perpixel.report.TruthGallery;
import io.perpixel.train.Example;
import io.perpixel.train.PixelPredictor;
import java.util.List;

/** Examples beside what a model makes of them. */
public final class PredictedGallery {
  private PredictedGallery() {}

  /**
   * Fills a gallery.
   *
   * @param shown examples of any sizes, predicted one by one
   * @return PNG
   */
  public static byte[] png(TruthGallery gallery, PixelPredictor predictor, List<Example> shown) {
    for (Example example : shown) {
      gallery.add(
          example.id(),
          example.image(),
          example.target(),
          predictor.predict(List.of(example)).get(0));
    }
    return gallery.png();
  }
}
