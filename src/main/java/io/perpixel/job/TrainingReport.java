package io.perpixel.job;

import io.perpixel.image.Stages;
import io.perpixel.nn.kernel.HostMemory;
import io.perpixel.palette.Palette;
import io.perpixel.palette.PaletteLabeller;
import io.perpixel.report.Figures;
import io.perpixel.report.Gallery;
import io.perpixel.report.HtmlReport;
import io.perpixel.report.LearningCurves;
import io.perpixel.report.PaletteSwatch;
import io.perpixel.report.Pictures;
import io.perpixel.report.Raster;
import io.perpixel.report.Run;
import io.perpixel.spark.RunDirectory;
import io.perpixel.train.EpochRecord;
import io.perpixel.train.Example;
import io.perpixel.train.History;
import io.perpixel.train.ModelFile;
import io.perpixel.train.Provenance;
import io.perpixel.train.Replica;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The page of a colourization run: {@value #FILE} and its pictures. */
final class TrainingReport {
  static final String FILE = "report.html";

  private final RunDirectory directory;
  private final Settings settings;
  private final ModelFile model;
  private final Palette palette;
  private final History history;

  TrainingReport(
      RunDirectory directory,
      Settings settings,
      ModelFile model,
      Palette palette,
      History history) {
    this.directory = directory;
    this.settings = settings;
    this.model = model;
    this.palette = palette;
    this.history = history;
  }

  /** Writes the page; {@code shown} are the images of the gallery. */
  void write(List<Example> shown, int threads, Map<String, Duration> timings, Provenance provenance)
      throws IOException {
    List<EpochRecord> epochs = history.epochs();
    EpochRecord last = epochs.get(epochs.size() - 1);
    String name = model.info().spec().name();
    double accuracy = history.medianOfLast(5, e -> e.metric("accuracy"));
    double loss = history.medianOfLast(5, EpochRecord::validationLoss);
    HtmlReport page =
        HtmlReport.builder(name + " in " + palette.size() + " colours")
            .outcome(
                "After %d epochs, %s of the validation pixels get their true colour of %d; validation loss %s."
                    .formatted(
                        last.epoch(),
                        Figures.percent(last.metric("accuracy")),
                        palette.size(),
                        Figures.number(last.validationLoss())))
            .tile("Accuracy", Figures.percent(accuracy), "median of the last five epochs")
            .tile("Validation loss", Figures.number(loss), "median of the last five epochs")
            .tile(
                "Throughput",
                Figures.rate(history.medianOfLast(5, EpochRecord::imagesPerSecond)),
                "training images a second")
            .tile("Epochs", Integer.toString(last.epoch()), "of " + settings.train().epochs());
    history.warning().ifPresent(page::warning);
    Optional<String> problem = Pictures.problem();
    problem.ifPresent(page::warning);
    if (problem.isEmpty()) {
      byte[] curves = LearningCurves.png(name, List.of(new Run(name, Map.of(), epochs)));
      picture(page, "Learning curves", "curves.png", curves, "loss and accuracy by epoch");
      if (!shown.isEmpty()) {
        byte[] gallery = gallery(shown, threads);
        picture(page, "Gallery", "gallery.png", gallery, "grey, true and predicted images");
      }
      picture(
          page,
          "Palette",
          "palette.png",
          PaletteSwatch.png(palette.rgb()),
          "the colours and their numbers");
    }
    Map<String, String> metrics = new LinkedHashMap<>();
    metrics.put("training loss", Figures.number(last.trainLoss()));
    metrics.put("validation loss", Figures.number(last.validationLoss()));
    last.metrics().forEach((key, value) -> metrics.put(key, Figures.number(value)));
    page.table("Metrics of the last epoch", metrics)
        .table("Settings", Settings.flat(settings))
        .timings("Timings", timings)
        .provenance(provenance);
    directory.write(FILE, page.build().getBytes(StandardCharsets.UTF_8));
  }

  private void picture(HtmlReport page, String heading, String file, byte[] png, String alternative)
      throws IOException {
    directory.write(file, png);
    page.picture(heading, png, alternative);
  }

  private byte[] gallery(List<Example> shown, int threads) {
    Replica replica =
        new Replica(
            model.graph(), model.info().spec(), Stages.parse(model.info().inputStages()), threads);
    PaletteLabeller labeller = new PaletteLabeller(palette);
    Gallery gallery = Gallery.of("grey", "true", "predicted");
    for (Example example : shown) {
      float[] logits = HostMemory.copyOfFloats(replica.logits(List.of(example)));
      int[] classes = Replica.argMax(logits, palette.size());
      byte[] labels = new byte[classes.length];
      for (int i = 0; i < labels.length; i++) {
        labels[i] = (byte) classes[i];
      }
      int h = example.height();
      int w = example.width();
      byte[] rgb = example.image().bytes();
      gallery.row(
          example.id(),
          Raster.grey(h, w, grey(rgb)),
          new Raster(h, w, Arrays.copyOf(rgb, rgb.length)),
          new Raster(h, w, labeller.decode(labels)));
    }
    return gallery.across(shown.size() > 6 ? 2 : 1).png();
  }

  private static byte[] grey(byte[] rgb) {
    byte[] grey = new byte[rgb.length / 3];
    for (int i = 0; i < grey.length; i++) {
      grey[i] =
          (byte) (((rgb[3 * i] & 0xff) + (rgb[3 * i + 1] & 0xff) + (rgb[3 * i + 2] & 0xff)) / 3);
    }
    return grey;
  }
}
