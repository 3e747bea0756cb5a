package io.perpixel.job;

import io.perpixel.report.Figures;
import io.perpixel.report.HtmlReport;
import io.perpixel.report.LearningCurves;
import io.perpixel.report.Pictures;
import io.perpixel.report.Run;
import io.perpixel.spark.RunDirectory;
import io.perpixel.train.EpochRecord;
import io.perpixel.train.Example;
import io.perpixel.train.History;
import io.perpixel.train.ModelFile;
import io.perpixel.train.Provenance;
import io.perpixel.train.Scorer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The page of a training run: {@value #FILE} and its pictures. */
final class TrainingReport {
  static final String FILE = "report.html";

  /** What a reader looks for first; the order of {@code reference.conf} is by how a run goes. */
  private static final List<String> SECTIONS =
      List.of("model.", "train.", "data.", "palette.", "nn.", "run.", "report.");

  private static final int EPOCHS_SHOWN = 10;

  private final RunDirectory directory;
  private final Settings settings;
  private final ModelFile model;
  private final ReportTask task;
  private final History history;
  private final List<String> warnings;

  /**
   * @param warnings what readers should know about the data
   */
  TrainingReport(
      RunDirectory directory,
      Settings settings,
      ModelFile model,
      ReportTask task,
      History history,
      List<String> warnings) {
    this.directory = directory;
    this.settings = settings;
    this.model = model;
    this.task = task;
    this.history = history;
    this.warnings = warnings;
  }

  /** Writes the page; {@code shown} are the images of the gallery. */
  void write(List<Example> shown, int threads, Map<String, Duration> timings, Provenance provenance)
      throws IOException {
    HtmlReport page = summary();
    history.warning().ifPresent(page::warning);
    warnings.forEach(page::warning);
    Optional<String> problem = Pictures.problem();
    if (problem.isPresent()) {
      page.warning(problem.get());
    } else {
      pictures(page, shown, threads);
    }
    epochs(page);
    task.tables(page);
    Map<String, String> decisive = ordered(Settings.flat(settings));
    Map<String, String> others = new LinkedHashMap<>(decisive);
    decisive.keySet().removeIf(key -> !EarlierRun.decides(key) && !key.equals("train.epochs"));
    others.keySet().removeAll(decisive.keySet());
    page.table("Settings", decisive)
        .timings("Timings", timings)
        .table("Other settings", others)
        .provenance(provenance)
        .footer("perpixel " + provenance.section("code").get("version"));
    directory.write(FILE, page.build());
  }

  private HtmlReport summary() {
    List<EpochRecord> epochs = history.epochs();
    EpochRecord kept = history.at(model.epochs());
    int window = Math.min(RunResults.WINDOW, epochs.size());
    String median = window == 1 ? "of one epoch" : "median of the last %d epochs".formatted(window);
    String headline = Scorer.headline(model.info().spec());
    double quality = history.medianOfLast(window, e -> e.metric(headline));
    double loss = history.medianOfLast(window, EpochRecord::validationLoss);
    double rate = history.medianOfLast(window, EpochRecord::imagesPerSecond);
    return HtmlReport.builder(task.title())
        .outcome(task.outcome(kept))
        .tile(Figures.metricTitle(headline), Figures.metric(headline, quality), median)
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
    picture(page, "Learning curves", "curves.png", curves, "loss and metrics by epoch");
    if (!shown.isEmpty()) {
      byte[] gallery = task.gallery(shown, threads);
      picture(page, "Validation images", "gallery.png", gallery, task.galleryText());
    }
    task.pictures(page, this::picture);
  }

  private void picture(HtmlReport page, String heading, String file, byte[] png, String alternative)
      throws IOException {
    directory.write(file, png);
    page.picture(heading, png, alternative);
  }

  private void epochs(HtmlReport page) {
    List<EpochRecord> all = history.epochs();
    List<EpochRecord> last = all.subList(Math.max(0, all.size() - EPOCHS_SHOWN), all.size());
    List<String> metrics =
        history.last().metrics().keySet().stream().filter(m -> !Figures.isOfOneClass(m)).toList();
    List<String> columns = new ArrayList<>(List.of("epoch", "training loss", "validation loss"));
    columns.addAll(metrics);
    columns.addAll(List.of("images/s", "time"));
    page.table(
        all.size() > EPOCHS_SHOWN ? "The last %d epochs".formatted(EPOCHS_SHOWN) : "Epochs",
        columns,
        last.stream().map(epoch -> row(epoch, metrics)).toList());
  }

  private static List<String> row(EpochRecord epoch, List<String> metrics) {
    List<String> row = new ArrayList<>();
    row.add(Integer.toString(epoch.epoch()));
    row.add(Figures.number(epoch.trainLoss()));
    row.add(Figures.number(epoch.validationLoss()));
    metrics.forEach(name -> row.add(Figures.metric(name, epoch.metric(name))));
    row.add(Figures.rate(epoch.imagesPerSecond()));
    row.add(Figures.seconds(epoch.seconds()));
    return row;
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
