package io.perpixel.job;

import io.perpixel.metric.Scores;
import io.perpixel.nn.kernel.HostMemory;
import io.perpixel.report.ConsoleProgress;
import io.perpixel.report.Figures;
import io.perpixel.report.TensorBoardWriter;
import io.perpixel.spark.RunDirectory;
import io.perpixel.train.DivergedException;
import io.perpixel.train.EpochProgress;
import io.perpixel.train.EpochRecord;
import io.perpixel.train.History;
import io.perpixel.train.LearningRates;
import io.perpixel.train.ModelFile;
import io.perpixel.train.StepListener;
import io.perpixel.train.TrainingLoop;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The epochs of a run that are still to do. */
final class Epochs {
  /** Products of a few of these are beyond float32. */
  private static final float LARGEST_PARAMETER = 1e15f;

  private final RunDirectory directory;
  private final TrainSettings train;
  private final Instant started;
  private final PrintWriter out;
  private final KeepSettings keep;
  private final LearningRates rates;

  /**
   * @param started when the run's first part began
   */
  Epochs(RunDirectory directory, TrainSettings train, Instant started, PrintWriter out) {
    this.directory = directory;
    this.train = train;
    this.started = started;
    this.out = out;
    keep = train.keep();
    rates = train.optimiser().rates(keep.monitor(), train.epochs());
  }

  /**
   * Trains up to {@code train.epochs}, or until {@code train.patience} ends it. An epoch is
   * recorded before its checkpoint is written: what is recorded beyond the newest checkpoint is
   * done again after a crash, and never the other way round.
   *
   * @param model what {@code loop} trains, with as many epochs behind it as it says
   * @return the earlier history and the epochs done now
   * @throws DivergedException if a loss is not finite; that epoch is not recorded
   */
  History run(TrainingLoop loop, ModelFile model, History earlier) throws IOException {
    History history = earlier;
    boolean ends = keep.endsAfter(history);
    EpochProgress from = model.progress();
    for (int epoch = model.epochs() + 1; epoch <= train.epochs() && !ends; epoch++) {
      double rate = rates.rate(epoch, history);
      loop.learningRate(rate);
      history = history.with(epoch(loop, model, epoch, rate, from));
      from = EpochProgress.NONE;
      directory.write(EarlierRun.HISTORY, history.toBytes());
      directory.write(
          TensorBoardWriter.fileName(started, "perpixel"),
          TensorBoardWriter.toBytes(started, history.epochs()));
      int best = keep.monitor().best(history).map(EpochRecord::epoch).orElse(0);
      if (keep.best() && best == epoch) {
        directory.write(RunDirectory.best(epoch), model.checkpoint());
      }
      ends = keep.endsAfter(history);
      if (epoch % keep.checkpointEvery() == 0 || epoch == train.epochs() || ends) {
        directory.write(RunDirectory.checkpoint(epoch), model.checkpoint());
        directory.prune(keep.checkpoints(), best);
      }
    }
    if (ends) {
      out.printf(
          "ended after epoch %d: no better %s in %d epochs%n",
          history.last().epoch(), keep.monitor().name(), keep.monitor().epochsSinceBest(history));
      out.flush();
    }
    return history;
  }

  /**
   * The model to give away: the last epoch's, or with {@code train.keep-best} that of the best
   * epoch whose model is still there.
   *
   * @param last the last epoch's model
   */
  ModelFile result(ModelFile last, History history) throws IOException {
    if (!keep.best()) {
      return last;
    }
    Map<Integer, String> files = directory.models();
    List<EpochRecord> there =
        history.epochs().stream().filter(e -> files.containsKey(e.epoch())).toList();
    int best = keep.monitor().best(history).map(EpochRecord::epoch).orElse(0);
    int found = keep.monitor().best(History.of(there)).map(EpochRecord::epoch).orElse(0);
    if (found != best) {
      out.printf(
          "warning: the best %s was epoch %d's, whose model was not kept: taking epoch %s's%n",
          keep.monitor().name(), best, found == 0 ? last.epochs() : found);
      out.flush();
    }
    if (found == 0 || found == last.epochs()) {
      return last;
    }
    String name = files.get(found);
    return ModelFile.read(directory.read(name).orElseThrow(), directory.path(name));
  }

  private EpochRecord epoch(
      TrainingLoop loop, ModelFile model, int epoch, double rate, EpochProgress from) {
    String name = "epoch %d/%d".formatted(epoch, train.epochs());
    long examples = loop.trainingExamples();
    long start = System.nanoTime();
    double loss;
    try (ConsoleProgress progress = ConsoleProgress.start(name, examples, "images")) {
      progress.advance(from.examples());
      loss = loop.trainEpoch(epoch, from, new Steps(name, model, epoch, from, progress));
      progress.note("training loss %.4f".formatted(loss));
    }
    double trained = secondsSince(start);
    requireSane(model.graph().params(), epoch, loop.steps());
    Map<String, Double> all = new LinkedHashMap<>(loop.observed());
    Scores scores = loop.validate();
    double validationLoss = scores.meanLoss();
    if (!Double.isFinite(loss) || !Double.isFinite(validationLoss)) {
      String which = Double.isFinite(loss) ? "validation" : "training";
      throw new DivergedException(epoch, loop.steps(), which + " loss is not finite");
    }
    scores.metrics().forEach(all::put);
    StringBuilder metrics = new StringBuilder();
    all.forEach(
        (key, value) -> {
          if (!Figures.isOfOneClass(key)) {
            metrics.append(", %s %s".formatted(key, Figures.metric(key, value)));
          }
        });
    out.printf("%s: validation loss %.4f%s%n", name, validationLoss, metrics);
    out.flush();
    return new EpochRecord(
        epoch,
        loss,
        validationLoss,
        all,
        (examples - from.examples()) / trained,
        secondsSince(start),
        rate);
  }

  /**
   * A last step may break the parameters without any loss to show it: where activations overflow, a
   * ReLU that is a maximum makes zeros of them, and the loss of zeros is finite.
   */
  private static void requireSane(INDArray parameters, int epoch, int step) {
    FloatIndexer values = HostMemory.floats(parameters);
    for (long i = 0, n = parameters.length(); i < n; i++) {
      if (!(Math.abs(values.get(i)) <= LARGEST_PARAMETER)) {
        throw new DivergedException(epoch, step, "a parameter is " + values.get(i));
      }
    }
  }

  private static double secondsSince(long nanos) {
    return (System.nanoTime() - nanos) / 1e9;
  }

  /**
   * Moves the bar, prints a line every {@code train.log-batches} steps, and writes a checkpoint
   * every {@code train.checkpoint-minutes}.
   */
  private final class Steps implements StepListener {
    private final String name;
    private final ModelFile model;
    private final int epoch;
    private final ConsoleProgress progress;
    private long shown;
    private int logged;
    private long saved = System.nanoTime();
    private String apart = "";

    Steps(String name, ModelFile model, int epoch, EpochProgress from, ConsoleProgress progress) {
      this.name = name;
      this.model = model;
      this.epoch = epoch;
      this.progress = progress;
      shown = from.examples();
      logged = train.logBatches() > 0 ? from.step() / train.logBatches() : 0;
    }

    @Override
    public boolean wantsPause() {
      return keep.checkpointMinutes() > 0 && secondsSince(saved) >= 60 * keep.checkpointMinutes();
    }

    @Override
    public void onPause(EpochProgress within) {
      requireSane(model.graph().params(), epoch, within.step());
      try {
        directory.write(RunDirectory.within(epoch), model.at(within).checkpoint());
        directory.pruneWithin(epoch);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      saved = System.nanoTime();
    }

    @Override
    public void onAveraged(double divergence) {
      apart = divergence == 0 ? "" : ", workers %s apart".formatted(Figures.percent(divergence));
    }

    @Override
    public void onStep(int step, int steps, long examples, double meanLoss) {
      String loss = "loss %.4f".formatted(meanLoss);
      progress.note(loss).advance(examples - shown);
      shown = examples;
      // On Spark a round may take several steps at once: a line for the first round that gets
      // there.
      if (train.logBatches() > 0 && step / train.logBatches() > logged) {
        logged = step / train.logBatches();
        progress.line("%s, step %d/%d: %s".formatted(name, step, steps, loss + apart));
      }
    }
  }
}
