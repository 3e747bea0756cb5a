package io.perpixel.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.perpixel.metric.DatasetStatistics;
import io.perpixel.metric.Drift;
import io.perpixel.nn.model.TargetKind;
import io.perpixel.palette.PaletteFile;
import io.perpixel.registry.Alias;
import io.perpixel.registry.ModelVersion;
import io.perpixel.registry.Registry;
import io.perpixel.registry.RunRecord;
import io.perpixel.registry.Runs;
import io.perpixel.report.Figures;
import io.perpixel.spark.BadDataException;
import io.perpixel.spark.FileStore;
import io.perpixel.spark.RunDirectory;
import io.perpixel.spark.StatisticsFunction;
import io.perpixel.spark.TableSource;
import io.perpixel.train.Content;
import io.perpixel.train.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;

/**
 * Makes a new version of a model, phase by phase: each leaves what it made on the file system, and
 * is passed over when a run goes on.
 */
final class Challenger {
  static final String PREPARE = "prepare";
  static final String DRIFT = "drift";
  static final String TRAIN = "train";
  static final String EVALUATE = "evaluate";
  static final String REGISTER = "register";

  private static final String EVALUATION = "evaluation.json";
  private static final String PALETTE = "palette.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final RetrainPlace place;
  private final Registry registry;
  private final Runs runs;
  private final SparkSession spark;
  private final RunRecord run;
  private final FrozenTest test;
  private final Optional<ModelVersion> base;

  Challenger(RetrainPlace place, SparkSession spark, RunRecord run) throws IOException {
    this.place = place;
    this.registry = place.registry();
    this.runs = place.runs();
    this.spark = spark;
    this.run = run;
    test = new FrozenTest(place, spark);
    // What is registered needs it no more, and it may be gone by now.
    base =
        run.base().isEmpty() || run.has(REGISTER)
            ? Optional.empty()
            : Optional.of(registry.version(run.base().getAsInt()));
  }

  /**
   * From data to a registered version.
   *
   * @param preparation of the data that the run has found
   * @param command the command line, for the record
   */
  void make(Preparation preparation, List<String> command)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    List<String> overlay = overlay(preparation);
    Preparation.Prepared prepared = preparation.with(place.settings(overlay)).run();
    prepared.warnings().forEach(run::warn);
    test.make(prepared, overlay);
    requireFrozen();
    place.done(run, PREPARE, start);
    if (!run.has(DRIFT)) {
      drift(prepared);
    }
    if (!run.has(TRAIN)) {
      train(prepared, overlay, command);
    }
    if (!run.has(EVALUATE)) {
      evaluate();
    }
    register();
  }

  /** What the champion decides of the settings. */
  private List<String> overlay(Preparation preparation) throws IOException, InterruptedException {
    List<String> overlay = new ArrayList<>();
    overlay.add("run.directory=" + runs.shown(run.id(), TRAIN));
    Settings settings = place.settings();
    if (base.isPresent()) {
      if (base.get().files().containsKey(PALETTE)) {
        overlay.add("palette.file=" + registry.shown(base.get().number(), PALETTE));
      }
    } else if (settings.model().spec().target() == TargetKind.COLOURS
        && settings.palette().file().isEmpty()) {
      overlay.add("palette.file=" + fitted(preparation));
    }
    if (run.parent().isPresent()) {
      overlay.add("train.initial=" + registry.shown(run.parent().getAsInt(), EarlierRun.MODEL));
      overlay.add("train.initial-config=");
      overlay.add("train.fresh=");
    }
    return overlay;
  }

  /** The first run's own; from then on images are labelled in the pass that decodes them. */
  private String fitted(Preparation preparation) throws IOException, InterruptedException {
    String file = runs.shown(run.id(), PALETTE);
    if (!FileStore.exists(file, place.hadoop())) {
      runs.write(run.id(), PALETTE, Content.of(PaletteFile.toBytes(preparation.palette())));
    }
    return file;
  }

  /** The champion was scored on these images; on others its score would say nothing. */
  private void requireFrozen() throws IOException {
    run.testSet(test.digest());
    Optional<byte[]> evaluation = ofBase(EVALUATION);
    if (evaluation.isPresent()) {
      JsonNode set = JSON.readTree(evaluation.get()).path("test_set");
      if (set.path("name").asText().equals(place.retrain().testName())) {
        test.requireUnchanged(set.path("sha256").asText(), "version " + base.get().number());
      }
    }
  }

  private void drift(Preparation.Prepared prepared) throws IOException {
    long start = System.nanoTime();
    TableSource training =
        new TableSource(spark, prepared.table(), List.of(), Optional.of(TrainingData.TRAIN));
    DatasetStatistics now = StatisticsFunction.count(training.unsorted());
    runs.write(run.id(), Stats.FILE, utf8(Json.pretty(now.toMap())));
    Optional<DatasetStatistics> then = statisticsOfBase();
    run.images(now.images(), then.map(DatasetStatistics::images).orElse(0L));
    if (then.isPresent() && !place.retrain().drift().equals("off")) {
      run.shifts(Drift.between(then.get(), now));
      requireNear();
    }
    place.done(run, DRIFT, start);
  }

  /** A file of the champion that the run began with, if there was one, and it has it. */
  private Optional<byte[]> ofBase(String file) throws IOException {
    return base.isEmpty() ? Optional.empty() : registry.read(base.get(), file);
  }

  private Optional<DatasetStatistics> statisticsOfBase() throws IOException {
    Optional<byte[]> json = ofBase(Stats.FILE);
    return json.isEmpty()
        ? Optional.empty()
        : Optional.of(DatasetStatistics.fromMap(JSON.readValue(json.get(), LinkedHashMap.class)));
  }

  private void requireNear() {
    double threshold = place.retrain().driftThreshold();
    String far =
        run.shifts().stream()
            .filter(shift -> shift.index() >= threshold)
            .map(
                shift ->
                    "%s of %s images %s"
                        .formatted(shift.of(), shift.part(), Figures.number(shift.index())))
            .collect(Collectors.joining(", "));
    if (far.isEmpty()) {
      return;
    }
    String found =
        "the training images are not like those of version %d: population stability index of %s (threshold %s)"
            .formatted(run.base().orElseThrow(), far, Figures.number(threshold));
    if (place.retrain().drift().equals("stop")) {
      throw new BadDataException(
          found + ": look at the data; retrain.drift.policy = warn lets such data pass");
    }
    run.warn(found);
    place.say("warning: %s", found);
  }

  private void train(Preparation.Prepared prepared, List<String> overlay, List<String> command)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    long leaks = test.leaks(prepared);
    if (leaks > 0) {
      run.warn(
          "%,d of the training images are also in the frozen test set: its figures flatter both versions"
              .formatted(leaks));
    }
    new TrainingRun(place.settings(overlay), place.out())
        .run(Resume.UNCHANGED, command, session -> prepared);
    place.done(run, TRAIN, start);
  }

  /** Scores the run's model and the present champion. */
  void evaluate() throws IOException {
    long start = System.nanoTime();
    String model = run.has(REGISTER) ? registered() : trained(EarlierRun.MODEL);
    new RetrainScores(place, spark, test).compare(run, model);
    place.done(run, EVALUATE, start);
  }

  /** The model of the run's version, which may be old: it and the test set have to be as then. */
  private String registered() throws IOException {
    ModelVersion version = registry.version(run.version().orElseThrow());
    registry.check(version);
    test.requireUnchanged(run.testSet(), "version " + version.number());
    return registry.shown(version.number(), EarlierRun.MODEL);
  }

  private String trained(String file) {
    return runs.shown(run.id(), TRAIN + "/" + file);
  }

  private void register() throws IOException {
    long start = System.nanoTime();
    Map<String, Content> files = files();
    Registry.Registration registration =
        new Registry.Registration(run.id(), run.parent(), numbers(run.metrics()));
    ModelVersion version =
        registry.exclusively(
            () -> {
              ModelVersion made = registry.register(registration, files);
              registry.point(Alias.CHALLENGER, made.number(), "made by run " + run.id());
              return made;
            });
    run.registered(version.number());
    place.say("version  %d of %s, challenger", version.number(), registry.model());
    place.done(run, REGISTER, start);
  }

  private Map<String, Content> files() throws IOException {
    Map<String, Content> files = new LinkedHashMap<>();
    RunDirectory trained = new RunDirectory(runs.shown(run.id(), TRAIN), place.hadoop());
    for (String name :
        List.of(
            EarlierRun.MODEL,
            EarlierRun.PROVENANCE,
            EarlierRun.SETTINGS,
            EarlierRun.HISTORY,
            TrainingReport.FILE)) {
      files.put(name, trained.content(name));
    }
    files.put(Stats.FILE, Content.of(read(runs.shown(run.id(), Stats.FILE))));
    files.put(EVALUATION, utf8(Json.pretty(evaluation())));
    ModelOption.read("the new model", trained(EarlierRun.MODEL), place.hadoop())
        .info()
        .palette()
        .ifPresent(palette -> files.put(PALETTE, utf8(palette)));
    DataSettings data = place.settings().data();
    if (data.input().isEmpty() && !data.format().equals("synthetic")) {
      files.put("manifest.json", Content.of(read(data.manifest())));
    }
    return files;
  }

  private byte[] read(String uri) throws IOException {
    return FileStore.read(uri, place.hadoop());
  }

  private Map<String, Object> evaluation() throws IOException {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("run_id", run.id());
    all.put("test_set", test.describe());
    all.put("metrics", run.metrics());
    all.put("champion", run.champion().isPresent() ? run.champion().getAsInt() : null);
    all.put("champion_metrics", run.championMetrics());
    return all;
  }

  /** JSON has no NaN. */
  static Map<String, Double> numbers(Map<String, Double> metrics) {
    Map<String, Double> numbers = new LinkedHashMap<>(metrics);
    numbers.values().removeIf(value -> !Double.isFinite(value));
    return numbers;
  }

  private static Content utf8(String text) {
    return Content.of(text.getBytes(UTF_8));
  }
}
