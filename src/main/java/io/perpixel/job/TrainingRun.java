package io.perpixel.job;

import io.perpixel.image.Stages;
import io.perpixel.metric.PixelCounts;
import io.perpixel.nn.kernel.HostMemory;
import io.perpixel.nn.kernel.KernelChoice;
import io.perpixel.nn.layer.PixelLayerConf;
import io.perpixel.nn.model.ModelSpec;
import io.perpixel.palette.PaletteFile;
import io.perpixel.report.ConsoleProgress;
import io.perpixel.report.Figures;
import io.perpixel.report.TensorBoardWriter;
import io.perpixel.spark.Evaluation;
import io.perpixel.spark.ParameterAveraging;
import io.perpixel.spark.ReplicaSpec;
import io.perpixel.spark.RunDirectory;
import io.perpixel.spark.SparkLoop;
import io.perpixel.train.EpochRecord;
import io.perpixel.train.Example;
import io.perpixel.train.History;
import io.perpixel.train.Json;
import io.perpixel.train.ModelFile;
import io.perpixel.train.ModelInfo;
import io.perpixel.train.PlainLoop;
import io.perpixel.train.Provenance;
import io.perpixel.train.Replica;
import io.perpixel.train.TorchAdam;
import io.perpixel.train.TrainingLoop;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * One training run from settings to report: prepare, train, checkpoint, validate each epoch, write
 * the run directory.
 */
final class TrainingRun {
  private static final int VALIDATION_BATCH = 100;

  private final SparkSession spark;
  private final JavaSparkContext sc;
  private final Settings settings;
  private final TrainSettings train;
  private final RunDirectory directory;
  private final PrintWriter out;
  private final Instant started = Instant.now();
  private final Map<String, Duration> timings = new LinkedHashMap<>();

  TrainingRun(SparkSession spark, Settings settings, PrintWriter out) throws IOException {
    this.spark = spark;
    this.settings = settings;
    this.out = out;
    sc = new JavaSparkContext(spark.sparkContext());
    train = settings.train();
    directory = new RunDirectory(settings.runDirectory(), sc.hadoopConfiguration());
  }

  /** What a run leaves in memory. */
  record Outcome(History history, String report) {}

  Outcome run(boolean resume, List<String> command) throws IOException, InterruptedException {
    if (!resume && !directory.isEmpty()) {
      throw new UsageException(
          "run.directory %s is not empty: continue that run with --resume, or name another directory"
              .formatted(directory));
    }
    ModelSpec spec = settings.model().spec();
    KernelChoice.use(settings.kernels());
    Optional<ModelFile> checkpoint = resume ? newestCheckpoint(spec) : Optional.empty();
    requireSameRun(resume);
    History history = history(checkpoint);
    if (checkpoint.isPresent()
        && history.epochs().size() >= train.epochs()
        && directory.read(TrainingReport.FILE).isPresent()) {
      out.printf("%s has its %d epochs: nothing to do%n", directory, train.epochs());
      return new Outcome(history, directory.path(TrainingReport.FILE));
    }
    Preparation.Prepared prepared =
        timed("prepare", () -> new Preparation(spark, settings, out).colourLabels());
    directory.write("settings.conf", settings.render().getBytes(StandardCharsets.UTF_8));
    TrainingData data = new TrainingData(spark, prepared.table(), settings.data().limit());
    ModelInfo info =
        new ModelInfo(
            spec,
            spec.inputStages(),
            Optional.of(
                new String(PaletteFile.toBytes(prepared.palette()), StandardCharsets.UTF_8)));
    ModelFile model = checkpoint.orElseGet(() -> fresh(info));
    Provenance.Builder provenance =
        Provenance.builder(java.util.UUID.randomUUID().toString(), started)
            .command(command)
            .settings(Settings.flat(settings))
            .seed(train.seed())
            .data(prepared.digests())
            .palette(prepared.palette().hash())
            .kernels(
                Map.of(
                    "kernels",
                    KernelChoice.current().name(),
                    "threads",
                    Integer.toString(threads())));
    directory.write(
        "provenance.json", provenance.build().toJson().getBytes(StandardCharsets.UTF_8));
    announce(model);
    history = timed("train", new Epochs(model, data, history)::run);
    return finish(model, data, prepared, history, provenance);
  }

  private ModelFile fresh(ModelInfo info) {
    IUpdater updater =
        train.optimiser().equals("adam")
            ? new TorchAdam(train.learningRate())
            : new Sgd(train.learningRate());
    ComputationGraph graph = new ComputationGraph(info.spec().configuration(updater, train.seed()));
    freeze(graph);
    graph.init();
    return new ModelFile(graph, info);
  }

  /** Layers none of whose parameters is named by {@code train.trainable} are left alone. */
  private void freeze(ComputationGraph graph) {
    if (train.trainable().isEmpty()) {
      return;
    }
    boolean any = false;
    for (PixelLayerConf layer : PixelLayerConf.of(graph.getConfiguration())) {
      boolean trained =
          layer.paramSpecs().stream()
              .map(p -> layer.getLayerName() + "." + p.torchName())
              .anyMatch(name -> train.trainable().stream().anyMatch(name::startsWith));
      layer.setFrozen(!trained);
      any |= trained;
    }
    if (!any) {
      throw new UsageException(
          "train.trainable is %s, but no parameter's name starts so; names are like down1.0.weight"
              .formatted(train.trainable()));
    }
  }

  private Optional<ModelFile> newestCheckpoint(ModelSpec spec) throws IOException {
    for (int epoch : directory.checkpoints()) {
      String name = RunDirectory.checkpoint(epoch);
      byte[] bytes = directory.read(name).orElseThrow();
      ModelFile file = ModelFile.read(new ByteArrayInputStream(bytes), directory.path(name));
      try {
        file.requireModel(spec, directory.path(name));
      } catch (IllegalArgumentException e) {
        throw new UsageException(e.getMessage(), e);
      }
      out.printf("resuming after epoch %d from %s%n", epoch, directory.path(name));
      return Optional.of(file);
    }
    return Optional.empty();
  }

  /**
   * Epochs, directories and the like may change between a run and its continuation; what decides
   * its bits may not.
   */
  private void requireSameRun(boolean resume) throws IOException {
    Optional<byte[]> before = resume ? directory.read("settings.conf") : Optional.empty();
    if (before.isEmpty()) {
      return;
    }
    Map<String, String> then =
        Settings.flat(Settings.parse(new String(before.get(), StandardCharsets.UTF_8)));
    Map<String, String> now = Settings.flat(settings);
    for (String key : List.of("data.", "palette.", "model.", "train.")) {
      for (Map.Entry<String, String> value : now.entrySet()) {
        String name = value.getKey();
        boolean free = Settings.FREE_ON_RESUME.contains(name);
        if (name.startsWith(key) && !free && !value.getValue().equals(then.get(name))) {
          throw new UsageException(
              "%s was trained with %s = %s, now it is %s: resume with the same settings, or name another run.directory"
                  .formatted(directory, name, then.get(name), value.getValue()));
        }
      }
    }
  }

  private History history(Optional<ModelFile> checkpoint) throws IOException {
    if (checkpoint.isEmpty()) {
      return History.empty();
    }
    byte[] lines = directory.read("history.jsonl").orElse(new byte[0]);
    return History.parse(lines, directory.path("history.jsonl"))
        .upTo(checkpoint.get().graph().getConfiguration().getEpochCount());
  }

  private int threads() {
    if (train.threads() > 0) {
      return train.threads();
    }
    int cores = Runtime.getRuntime().availableProcessors();
    return train.loop().equals("plain") ? cores : Math.max(1, cores / train.workers());
  }

  private void announce(ModelFile model) {
    out.printf(
        "%s, %,d parameters; %s; device cpu; %s%n",
        model.info().spec().name(),
        model.graph().numParams(),
        KernelChoice.current().name(),
        train.loop().equals("plain")
            ? "plain loop, batch %d, %d threads".formatted(train.batch(), threads())
            : "%d workers of batch %d and %d threads, averaged every %d steps, on %s"
                .formatted(
                    train.workers(), train.batch(), threads(), train.averaging(), sc.master()));
    out.flush();
  }

  /** The epochs that are still to do. */
  private final class Epochs {
    private final ModelFile model;
    private final TrainingData data;
    private History history;

    Epochs(ModelFile model, TrainingData data, History history) {
      this.model = model;
      this.data = data;
      this.history = history;
    }

    History run() throws IOException {
      if (train.loop().equals("plain")) {
        Replica replica =
            new Replica(
                model.graph(),
                model.info().spec(),
                Stages.parse(model.info().inputStages()),
                threads());
        epochs(
            new PlainLoop(
                replica,
                data.training().collect(),
                data.validation().collect(),
                train.batch(),
                train.seed()));
        return history;
      }
      ReplicaSpec replicas =
          new ReplicaSpec(
              model.info().spec(),
              model.info().inputStages(),
              model.graph(),
              settings.kernels(),
              threads());
      org.apache.spark.api.java.JavaRDD<Example> validation = data.validation().cache();
      try (SparkLoop loop =
          new SparkLoop(
              sc,
              new ParameterAveraging(replicas, train.averaging()),
              model.graph(),
              data.training(),
              () -> score(model, validation),
              train.workers(),
              train.batch(),
              train.seed())) {
        epochs(loop);
      } finally {
        validation.unpersist(false);
      }
      return history;
    }

    private void epochs(TrainingLoop loop) throws IOException {
      for (int epoch = history.epochs().size() + 1; epoch <= train.epochs(); epoch++) {
        history = history.with(epoch(loop, epoch));
        directory.write("history.jsonl", history.toBytes());
        directory.write(
            TensorBoardWriter.fileName(started, "perpixel"),
            TensorBoardWriter.toBytes(started, history.epochs()));
        if (epoch % train.checkpointEvery() == 0 || epoch == train.epochs()) {
          directory.write(RunDirectory.checkpoint(epoch), bytes(model, true));
          directory.prune(train.keepCheckpoints());
        }
      }
    }

    private EpochRecord epoch(TrainingLoop loop, int epoch) {
      long start = System.nanoTime();
      long[] shown = {0};
      double loss;
      double seconds;
      long examples = loop.trainingExamples();
      try (ConsoleProgress progress =
          ConsoleProgress.start(
              "epoch %d/%d".formatted(epoch, train.epochs()), examples, "images")) {
        loss =
            loop.trainEpoch(
                epoch,
                done -> {
                  long now = Math.round(done * examples);
                  progress.advance(now - shown[0]);
                  shown[0] = now;
                });
        seconds = (System.nanoTime() - start) / 1e9;
      }
      PixelCounts counts = loop.validate();
      EpochRecord record =
          new EpochRecord(
              epoch,
              loss,
              counts.meanLoss(),
              Map.of("accuracy", counts.accuracy()),
              examples / seconds,
              (System.nanoTime() - start) / 1e9,
              train.learningRate());
      out.printf(
          "epoch %d/%d: training loss %.4f, validation loss %.4f, accuracy %s, %s images/s%n",
          epoch,
          train.epochs(),
          loss,
          counts.meanLoss(),
          Figures.percent(counts.accuracy()),
          Figures.rate(record.imagesPerSecond()));
      out.flush();
      return record;
    }
  }

  private PixelCounts score(ModelFile model, org.apache.spark.api.java.JavaRDD<Example> examples) {
    Broadcast<byte[]> bytes = sc.broadcast(bytes(model, false));
    try {
      return Evaluation.score(
              examples, bytes, model.info().spec().outputChannels(), VALIDATION_BATCH, threads())
          .counts();
    } finally {
      bytes.destroy();
    }
  }

  private Outcome finish(
      ModelFile model,
      TrainingData data,
      Preparation.Prepared prepared,
      History history,
      Provenance.Builder provenance)
      throws IOException {
    directory.write("model.zip", bytes(model, true));
    EpochRecord last = history.epochs().get(history.epochs().size() - 1);
    Map<String, Object> metrics = new LinkedHashMap<>();
    metrics.put("epochs", last.epoch());
    metrics.put("train_loss", last.trainLoss());
    metrics.put("validation_loss", last.validationLoss());
    metrics.putAll(last.metrics());
    metrics.put("validation_split", data.validationSplit());
    metrics.put(
        "median_of_last_5",
        Map.of(
            "validation_loss", history.medianOfLast(5, EpochRecord::validationLoss),
            "accuracy", history.medianOfLast(5, e -> e.metric("accuracy"))));
    metrics.put("images_per_second", history.medianOfLast(5, EpochRecord::imagesPerSecond));
    directory.write("metrics.json", Json.pretty(metrics).getBytes(StandardCharsets.UTF_8));
    Provenance done =
        provenance
            .finished(Instant.now())
            .parametersSha256(
                new io.perpixel.train.ParametersDigest()
                    .add(HostMemory.copyOfFloats(model.graph().params()))
                    .hex())
            .build();
    directory.write("provenance.json", done.toJson().getBytes(StandardCharsets.UTF_8));
    List<Example> shown = data.validation().take(settings.galleryImages());
    new TrainingReport(directory, settings, model, prepared.palette(), history)
        .write(shown, threads(), timings, done);
    return new Outcome(history, directory.path(TrainingReport.FILE));
  }

  private static byte[] bytes(ModelFile model, boolean withOptimiser) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      model.write(bytes, withOptimiser);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("cannot happen in memory", e);
    }
    return bytes.toByteArray();
  }

  private interface Step<T> {
    T run() throws IOException, InterruptedException;
  }

  private <T> T timed(String phase, Step<T> step) throws IOException, InterruptedException {
    Instant begin = Instant.now();
    try {
      return step.run();
    } finally {
      timings.put(phase, Duration.between(begin, Instant.now()));
    }
  }
}
