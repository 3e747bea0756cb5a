package io.perpixel.job;

import io.perpixel.report.Figures;
import io.perpixel.report.SaliencyGallery;
import io.perpixel.spark.PredictedGallery;
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
  public byte[] gallery(List<Example> shown, int threads) {
    return PredictedGallery.png(
        new SaliencyGallery(), new MapPredictor(model.replica(threads)), shown);
  }

  @Override
  public String galleryText() {
    return "images, true and predicted maps, and the predictions over the images";
  }
}
