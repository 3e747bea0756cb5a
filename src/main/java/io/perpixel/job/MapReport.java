package io.perpixel.job;

import io.perpixel.image.Raster;
import io.perpixel.report.Figures;
import io.perpixel.report.Gallery;
import io.perpixel.train.EpochRecord;
import io.perpixel.train.Example;
import io.perpixel.train.MapPredictor;
import io.perpixel.train.ModelFile;
import java.util.List;

/** The report of a model that predicts saliency maps. */
final class MapReport implements ReportTask {
  private final ModelFile model;

  MapReport(ModelFile model) {
    this.model = model;
  }

  @Override
  public String title() {
    return model.info().spec().name();
  }

  @Override
  public String outcome(EpochRecord kept) {
    return "After epoch %d, predicted and true validation maps correlate by CC %s; validation loss %s."
        .formatted(
            kept.epoch(), Figures.number(kept.metric("cc")), Figures.number(kept.validationLoss()));
  }

  @Override
  public String headline() {
    return "cc";
  }

  @Override
  public byte[] gallery(List<Example> shown, int threads) {
    MapPredictor predictor = new MapPredictor(model.replica(threads));
    Gallery gallery = Gallery.of("image", "true", "predicted");
    for (Example example : shown) {
      Raster predicted = predictor.predict(List.of(example)).get(0);
      gallery.row(example.id(), picture(example.image()), map(example.target()), map(predicted));
    }
    return gallery.png();
  }

  private static io.perpixel.report.Raster picture(Raster image) {
    return new io.perpixel.report.Raster(image.height(), image.width(), image.bytes());
  }

  /** Scaled to the whole range of grey. */
  private static io.perpixel.report.Raster map(Raster map) {
    float[] values = map.toFloat32().floats();
    float max = Float.MIN_NORMAL;
    for (float value : values) {
      max = Math.max(max, value);
    }
    byte[] grey = new byte[values.length];
    for (int p = 0; p < grey.length; p++) {
      grey[p] = (byte) Math.round(255 * values[p] / max);
    }
    return io.perpixel.report.Raster.grey(map.height(), map.width(), grey);
  }

  @Override
  public String galleryText() {
    return "images, true and predicted maps";
  }
}
