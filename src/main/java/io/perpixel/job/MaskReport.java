package io.perpixel.job;

import io.perpixel.metric.MaskScores;
import io.perpixel.report.Figures;
import io.perpixel.report.HtmlReport;
import io.perpixel.report.MaskGallery;
import io.perpixel.spark.PredictedGallery;
import io.perpixel.train.ClassPredictor;
import io.perpixel.train.EpochRecord;
import io.perpixel.train.Example;
import io.perpixel.train.ModelFile;
import java.util.ArrayList;
import java.util.List;

/** The report of a model that segments images. */
final class MaskReport implements ReportTask {
  private final ModelFile model;
  private final EpochRecord kept;

  /**
   * @param kept the epoch whose model it is
   */
  MaskReport(ModelFile model, EpochRecord kept) {
    this.model = model;
    this.kept = kept;
  }

  @Override
  public String title() {
    return "%s, %d classes"
        .formatted(model.info().spec().name(), model.info().spec().outputChannels());
  }

  @Override
  public String outcome(EpochRecord epoch) {
    return "After epoch %d, predicted and true classes overlap by a mean IoU of %s; %s of the validation pixels are right; validation loss %s."
        .formatted(
            epoch.epoch(),
            Figures.metric("mean_iou", epoch.metric("mean_iou")),
            Figures.percent(epoch.metric("accuracy")),
            Figures.number(epoch.validationLoss()));
  }

  @Override
  public byte[] gallery(List<Example> shown, int threads) {
    return PredictedGallery.png(
        new MaskGallery(), new ClassPredictor(model.replica(threads)), shown);
  }

  @Override
  public String galleryText() {
    return "images, true and predicted classes over them, and the pixels that are wrong";
  }

  @Override
  public void tables(HtmlReport page) {
    List<List<String>> rows = new ArrayList<>();
    for (int c = 0; c < model.info().spec().outputChannels(); c++) {
      double iou = kept.metric(MaskScores.CLASS_IOU + c);
      rows.add(List.of(Integer.toString(c), Figures.metric("mean_iou", iou)));
    }
    page.table("IoU of each class", List.of("class", "IoU"), rows);
  }
}
