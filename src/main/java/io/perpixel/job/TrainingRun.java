package io.perpixel.job;

import io.perpixel.nn.kernel.KernelChoice;
import io.perpixel.nn.model.ModelSpec;
import io.perpixel.palette.Palette;
import io.perpixel.palette.PaletteFile;
import io.perpixel.spark.RunDirectory;
import io.perpixel.spark.SparkSessions;
import io.perpixel.train.Example;
import io.perpixel.train.History;
import io.perpixel.train.Machine;
import io.perpixel.train.ModelFile;
import io.perpixel.train.ModelInfo;
import io.perpixel.train.Provenance;
import io.perpixel.train.Scorer;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.SparkSession;

/** One training run from settings to report. */
final class TrainingRun {
  private final Settings settings;
  private final TrainSettings train;
  private final RunDirectory directory;
  private final PrintWriter out;
  private final Map<String, Duration> timings = new LinkedHashMap<>();

  /** Checks the settings as far as they can be without data. */
  TrainingRun(Settings settings, PrintWriter out) throws IOException {
    this.settings = settings;
    this.out = out;
    train = settings.train();
    // Spark is started only when there is something to do.
    directory =
        new RunDirectory(
            settings.runDirectory(), SparkHadoopUtil.get().newConfiguration(new SparkConf()));
  }

  /** What came of a run. */
  record Outcome(History history, String report) {}

  /**
   * Prepares, trains and reports what is not done yet, as the only run in its directory.
   *
   * @param resume whether to go on with what is in the run directory
   * @param command the command line, for the record
   */
  Outcome run(Resume resume, List<String> command) throws IOException, InterruptedException {
    return run(resume, command, spark -> new Preparation(spark, settings, out).run());
  }

  /** Makes what is trained on, once it is clear that there is something to do. */
  interface Preparing {
    Preparation.Prepared prepare(SparkSession spark) throws IOException, InterruptedException;
  }

  /** As {@link #run(Resume, List)}, with data that somebody else prepares. */
  Outcome run(Resume resume, List<String> command, Preparing preparing)
      throws IOException, InterruptedException {
    Closeable lock = directory.lock();
    try (lock) {
      return locked(resume, command, preparing);
    }
  }

  private Outcome locked(Resume resume, List<String> command, Preparing preparing)
      throws IOException, InterruptedException {
    EarlierRun earlier = EarlierRun.open(directory, settings, resume, out);
    if (earlier.finished(train)) {
      out.printf(
          "%s has its %d epochs: nothing to do%n", directory, earlier.recorded().epochs().size());
      return new Outcome(earlier.recorded(), directory.path(TrainingReport.FILE));
    }
    prepareInitial();
    Instant begin = Instant.now();
    ModelSpec spec = settings.model().spec();
    KernelChoice.use(settings.kernels());
    // Its bar and ours would overwrite one another.
    SparkSession spark =
        SparkSessions.open("perpixel train", Map.of("spark.ui.showConsoleProgress", "false"));
    Preparation.Prepared prepared = preparing.prepare(spark);
    earlier.requireSameData(prepared, resume, out);
    Optional<ModelFile> checkpoint = earlier.newestCheckpoint(out);
    ModelInfo info = info(spec, prepared);
    TrainingData data =
        TrainingData.open(spark, prepared.table(), settings.data().limit()).requireFor(info);
    timings.put("prepare", Duration.between(begin, Instant.now()));
    Optional<ModelFile> start = checkpoint.isPresent() ? Optional.empty() : start();
    ModelFile model = checkpoint.orElseGet(() -> InitialModel.of(info, train, start));
    Instant started =
        earlier.provenance().flatMap(p -> p.text("started")).map(Instant::parse).orElse(begin);
    requireMonitor(spec);
    Loops loops = new Loops(spark, settings, model, data, out);
    Preflight preflight = loops.preflight();
    String device = loops.device();
    Provenance.Builder provenance =
        provenance(earlier, started, command, prepared, device, loops.threads());
    start
        .map(file -> "%s (parameters %s)".formatted(train.initial().get(), file.parametersSha256()))
        .or(() -> earlier.provenance().flatMap(p -> p.text("parent_model")))
        .ifPresent(provenance::parentModel);
    directory.write(EarlierRun.SETTINGS, settings.render());
    directory.write(EarlierRun.PROVENANCE, provenance.build().toJson());
    announce(model, data, loops, device, preflight);
    earlier.warnOfOtherKernels(provenance.build(), out);
    History before = history(earlier, checkpoint);
    Epochs epochs = new Epochs(directory, train, started, out);
    Instant training = Instant.now();
    History history = loops.use(loop -> epochs.run(loop, model, before));
    timings.put("train", Duration.between(training, Instant.now()));
    List<Example> shown = data.validation().take(settings.galleryImages());
    ModelFile result = epochs.result(model, history);
    TrainingReport report =
        new TrainingReport(
            directory,
            settings,
            result,
            task(result, prepared, history),
            history,
            prepared.warnings());
    RunResults.write(
        directory,
        result,
        history,
        data.validationSplit(),
        provenance,
        done -> report.write(shown, loops.threads(), timings, done));
    Machine.peakMemory()
        .ifPresent(peak -> out.printf("this process took %,d MiB at most%n", peak >> 20));
    return new Outcome(history, directory.path(TrainingReport.FILE));
  }

  /** Trains what this run starts from, if that is wanted and not there. */
  private void prepareInitial() throws IOException, InterruptedException {
    if (train.initial().isEmpty() || train.initialConfig().isEmpty()) {
      return;
    }
    Path initial = new Path(train.initial().get());
    if (initial.getFileSystem(directory.conf()).exists(initial)) {
      return;
    }
    String config = train.initialConfig().get();
    Settings first =
        Settings.load(config, List.of("data.directory=" + settings.data().directory()));
    Path made = new Path(first.runDirectory(), EarlierRun.MODEL);
    if (!made.equals(initial)) {
      throw new UsageException(
          "train.initial is %s, but train.initial-config %s makes %s: name that file"
              .formatted(initial, config, made));
    }
    out.printf("%s is not there yet: training it by %s%n", initial, config);
    out.flush();
    new TrainingRun(first, out)
        .run(Resume.UNCHANGED, List.of("train", "--config", config, "--resume"));
    out.printf("%s is there: going on with %s%n", initial, directory);
    out.flush();
  }

  private Optional<ModelFile> start() throws IOException {
    return train.initial().isEmpty()
        ? Optional.empty()
        : Optional.of(ModelOption.read("train.initial", train.initial().get(), directory.conf()));
  }

  static ModelInfo info(ModelSpec spec, Preparation.Prepared prepared) {
    Optional<String> palette =
        prepared
            .palette()
            .map(colours -> new String(PaletteFile.toBytes(colours), StandardCharsets.UTF_8));
    ModelInfo info = new ModelInfo(spec, spec.inputStages(), palette);
    prepared.palette().ifPresent(colours -> requireColours(info, colours));
    return info;
  }

  private static void requireColours(ModelInfo info, Palette palette) {
    try {
      info.requireColours(palette);
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          "model.colours is %d, but the palette has %d colours (palette.colours): leave model.colours unset, it follows the palette"
              .formatted(info.spec().outputChannels(), palette.size()),
          e);
    }
  }

  private static ReportTask task(ModelFile model, Preparation.Prepared prepared, History history) {
    return switch (model.info().spec().target()) {
      case COLOURS -> new ColourReport(model, prepared.palette().orElseThrow());
      case CLASSES -> new MaskReport(model, history.at(model.epochs()));
      case MAP -> new MapReport(model);
    };
  }

  private Provenance.Builder provenance(
      EarlierRun earlier,
      Instant started,
      List<String> command,
      Preparation.Prepared prepared,
      String device,
      int threads) {
    String id =
        earlier
            .provenance()
            .flatMap(p -> p.text("run_id"))
            .orElseGet(() -> UUID.randomUUID().toString());
    Provenance.Builder builder =
        Provenance.builder(id, started)
            .command(command)
            .settings(Settings.flat(settings))
            .seed(train.seed())
            .data(prepared.digests())
            .kernels(
                Map.of(
                    "device",
                    device,
                    "kernels",
                    KernelChoice.current().name(),
                    "threads",
                    Integer.toString(threads)));
    prepared.palette().ifPresent(palette -> builder.palette(palette.hash()));
    return builder;
  }

  /** Told now, not when the first epoch turns out not to have it. */
  private void requireMonitor(ModelSpec spec) {
    List<String> known = Scorer.metrics(spec);
    String monitor = train.keep().monitor().name();
    if (!known.contains(monitor)) {
      throw new UsageException(
          "train.monitor is %s, but the epochs of %s have %s"
              .formatted(monitor, spec.name(), String.join(", ", known)));
    }
  }

  /** The epochs up to the checkpoint: what was recorded after it is done again. */
  private History history(EarlierRun earlier, Optional<ModelFile> checkpoint) {
    int done = checkpoint.map(ModelFile::epochs).orElse(0);
    History before = earlier.recorded().upTo(done);
    if (before.epochs().size() < done) {
      out.printf(
          "warning: %s has only %d of the first %d epochs: curves will lack the others%n",
          directory.path(EarlierRun.HISTORY), before.epochs().size(), done);
    }
    return before;
  }

  private void announce(
      ModelFile model, TrainingData data, Loops loops, String device, Preflight preflight) {
    long all = InitialModel.parameters(model.graph());
    long trained = InitialModel.trainedParameters(model.graph());
    out.printf(
        "%s, %,d parameters%s; %,d training and %,d validation images (split %s)%n",
        model.info().spec().name(),
        all,
        trained < all ? ", %,d of them trained".formatted(trained) : "",
        data.trainingImages(),
        data.validationImages(),
        data.validationSplit());
    settings
        .data()
        .limit()
        .ifPresent(
            limit -> {
              if (limit > data.trainingImages()) {
                out.printf("data.limit is %,d: all training images are used%n", limit);
              }
            });
    out.printf("device %s, kernels %s; %s%n", device, KernelChoice.current().name(), loops);
    out.println(preflight);
    out.flush();
  }
}
