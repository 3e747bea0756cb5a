package io.perpixel.job;

import io.perpixel.image.Raster;
import io.perpixel.palette.Palette;
import io.perpixel.palette.PaletteLabeller;
import io.perpixel.report.ColourGallery;
import io.perpixel.report.Figures;
import io.perpixel.report.HtmlReport;
import io.perpixel.report.LearningCurves;
import io.perpixel.report.PaletteSwatch;
import io.perpixel.report.Pictures;
import io.perpixel.report.Run;
import io.perpixel.spark.RunDirectory;
import io.perpixel.train.ColourPredictor;
import io.perpixel.train.EpochRecord;
import io.perpixel.train.Example;
import io.perpixel.train.History;
import io.perpixel.train.ModelFile;
import io.perpixel.train.Provenance;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The page of a colourization run: {@value #FILE} and its pictures. */
final class TrainingReport {
  static final String FILE = "report.html";

  /** What a reader looks for first; the order of {@code reference.conf} is by how a run goes. */
  private static final List<String> SECTIONS =
      List.of("model.", "train.", "data.", "palette.", "nn.", "run.", "report.");

  private static final int EPOCHS_SHOWN = 10;

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
    HtmlReport page = summary();
    history.warning().ifPresent(page::warning);
    Optional<String> problem = Pictures.problem();
    if (problem.isPresent()) {
      page.warning(problem.get());
    } else {
      pictures(page, shown, threads);
    }
    epochs(page);
    Map<String, String> decisive = ordered(Settings.flat(settings));
    Map<String, String> others = new LinkedHashMap<>(decisive);
    decisive.keySet().removeIf(key -> !EarlierRun.decides(key) && !key.equals("train.epochs"));
    others.keySet().removeAll(decisive.keySet());
    page.table("Settings", decisive)
        .timings("Timings", timings)
        .table("Other settings", others)
        .provenance(provenance)
        .footer("perpixel " + provenance.section("code").get("version"));
    directory.write(FILE, page.build().getBytes(StandardCharsets.UTF_8));
  }

  private HtmlReport summary() {
    List<EpochRecord> epochs = history.epochs();
    EpochRecord kept = history.at(model.epochs());
    int window = Math.min(RunResults.WINDOW, epochs.size());
    String median = window == 1 ? "of one epoch" : "median of the last %d epochs".formatted(window);
    double accuracy = history.medianOfLast(window, e -> e.metric("accuracy"));
    double loss = history.medianOfLast(window, EpochRecord::validationLoss);
    double rate = history.medianOfLast(window, EpochRecord::imagesPerSecond);
    return HtmlReport.builder(model.info().spec().name() + " in " + palette.size() + " colours")
        .outcome(
            "After epoch %d, %s of the validation pixels get the right one of %d colours; validation loss %s."
                .formatted(
                    kept.epoch(),
                    Figures.percent(kept.metric("accuracy")),
                    palette.size(),
                    Figures.number(kept.validationLoss())))
        .tile("Accuracy", Figures.percent(accuracy), median)
        .tile("Validation loss", Figures.number(loss), median)
        .tile("Throughput", Figures.rate(rate), "training images a second")
        .tile(
            "Parameters",
            "%,d".formatted(InitialModel.parameters(model.graph())),
            model.info().spec().name());
  }

  private void pictures(HtmlReport page, List<Example> shown, int threads) throws IOException {
    String name = model.info().spec().name();
    byte[] curves = LearningCurves.png(name, List.of(new Run(name, Map.of(), history.epochs())));
    picture(page, "Learning curves", "curves.png", curves, "loss and accuracy by epoch");
    if (!shown.isEmpty()) {
      byte[] gallery = gallery(shown, threads);
      picture(page, "Validation images", "gallery.png", gallery, "grey, true and predicted images");
    }
    byte[] swatch = PaletteSwatch.png(palette.rgb());
    picture(page, "Palette", "palette.png", swatch, "the colours and their numbers");
  }

  private void picture(HtmlReport page, String heading, String file, byte[] png, String alternative)
      throws IOException {
    directory.write(file, png);
    page.picture(heading, png, alternative);
  }

  private byte[] gallery(List<Example> shown, int threads) {
    ColourPredictor predictor = new ColourPredictor(model.replica(threads), palette);
    PaletteLabeller labeller = new PaletteLabeller(palette);
    ColourGallery gallery = new ColourGallery();
    for (Example example : shown) {
      Raster predicted = predictor.colour(List.of(example)).get(0);
      byte[] right = labeller.decode(example.target());
      gallery.add(
          "%s, %.0f %% right".formatted(example.id(), 100 * share(right, predicted.bytes())),
          example.image(),
          predicted);
    }
    return gallery.png();
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

  private void epochs(HtmlReport page) {
    List<EpochRecord> all = history.epochs();
    List<EpochRecord> last = all.subList(Math.max(0, all.size() - EPOCHS_SHOWN), all.size());
    page.table(
        all.size() > EPOCHS_SHOWN ? "The last %d epochs".formatted(EPOCHS_SHOWN) : "Epochs",
        List.of("epoch", "training loss", "validation loss", "accuracy", "images/s", "time"),
        last.stream()
            .map(
                e ->
                    List.of(
                        Integer.toString(e.epoch()),
                        Figures.number(e.trainLoss()),
                        Figures.number(e.validationLoss()),
                        Figures.percent(e.metric("accuracy")),
                        Figures.rate(e.imagesPerSecond()),
                        Figures.seconds(e.seconds())))
            .toList());
  }

  private static Map<String, String> ordered(Map<String, String> flat) {
    Map<String, String> ordered = new LinkedHashMap<>();
    ordered.put("model.name", flat.get("model.name"));
    for (String section : SECTIONS) {
      flat.forEach(
          (key, value) -> {
            if (key.startsWith(section)) {
              ordered.put(key, value);
            }
          });
    }
    return ordered;
  }
}
