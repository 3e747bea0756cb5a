package io.perpixel.job;

import io.perpixel.image.Raster;
import io.perpixel.palette.Palette;
import io.perpixel.palette.PaletteLabeller;
import io.perpixel.report.ColourGallery;
import io.perpixel.report.Figures;
import io.perpixel.report.HtmlReport;
import io.perpixel.report.PaletteSwatch;
import io.perpixel.train.ColourPredictor;
import io.perpixel.train.EpochRecord;
import io.perpixel.train.Example;
import io.perpixel.train.ModelFile;
import java.io.IOException;
import java.util.List;

/** The report of a colourizer. */
final class ColourReport implements ReportTask {
  private final ModelFile model;
  private final Palette palette;

  ColourReport(ModelFile model, Palette palette) {
    this.model = model;
    this.palette = palette;
  }

  @Override
  public String title() {
    return model.info().spec().name() + " in " + palette.size() + " colours";
  }

  @Override
  public String outcome(EpochRecord kept) {
    return "After epoch %d, %s of the validation pixels get the right one of %d colours; validation loss %s."
        .formatted(
            kept.epoch(),
            Figures.percent(kept.metric("accuracy")),
            palette.size(),
            Figures.number(kept.validationLoss()));
  }

  @Override
  public byte[] gallery(List<Example> shown, int threads) {
    ColourPredictor predictor = new ColourPredictor(model.replica(threads), palette);
    PaletteLabeller labeller = new PaletteLabeller(palette);
    ColourGallery gallery = new ColourGallery();
    for (Example example : shown) {
      Raster predicted = predictor.colour(List.of(example)).get(0);
      byte[] right = labeller.decode(example.target().bytes());
      gallery.add(
          "%s, %.0f %% right".formatted(example.id(), 100 * share(right, predicted.bytes())),
          example.image(),
          predicted);
    }
    return gallery.png();
  }

  @Override
  public String galleryText() {
    return "grey, true and predicted images";
  }

  @Override
  public void pictures(HtmlReport page, PictureWriter writer) throws IOException {
    byte[] swatch = PaletteSwatch.png(palette.rgb());
    writer.write(page, "Palette", "palette.png", swatch, "the colours and their numbers");
  }

  /** Share of the pixels that have the right one of the palette's colours. */
  private static double share(byte[] right, byte[] predicted) {
    int equal = 0;
    for (int i = 0; i < right.length; i += 3) {
      boolean same =
          right[i] == predicted[i]
              && right[i + 1] == predicted[i + 1]
              && right[i + 2] == predicted[i + 2];
      equal += same ? 1 : 0;
    }
    return 3.0 * equal / right.length;
  }
}
