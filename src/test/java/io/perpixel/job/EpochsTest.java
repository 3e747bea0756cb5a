package io.perpixel.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perpixel.image.Layout;
import io.perpixel.image.Raster;
import io.perpixel.metric.PixelScores;
import io.perpixel.metric.Scores;
import io.perpixel.nn.model.ColourNet;
import io.perpixel.spark.RunDirectory;
import io.perpixel.train.DivergedException;
import io.perpixel.train.EpochPlan;
import io.perpixel.train.EpochProgress;
import io.perpixel.train.EpochRecord;
import io.perpixel.train.Example;
import io.perpixel.train.History;
import io.perpixel.train.LearningRate;
import io.perpixel.train.ModelFile;
import io.perpixel.train.ModelInfo;
import io.perpixel.train.PlainLoop;
import io.perpixel.train.StepListener;
import io.perpixel.train.TrainingLoop;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real plain loop on noise, without Spark. */
class EpochsTest {
  private static final ColourNet SPEC = new ColourNet(true, 3, 4, 5, 1);

  @TempDir private Path dir;
  private final StringWriter out = new StringWriter();
  private final List<Example> data = IntStream.range(0, 10).mapToObj(EpochsTest::example).toList();

  private static Example example(int number) {
    Random random = new Random(number);
    byte[] rgb = new byte[4 * 4 * 3];
    random.nextBytes(rgb);
    byte[] labels = new byte[4 * 4];
    for (int p = 0; p < labels.length; p++) {
      labels[p] = (byte) random.nextInt(5);
    }
    return new Example(
        "e" + number,
        Raster.uint8(4, 4, 3, Layout.HWC, rgb),
        Raster.uint8(4, 4, 1, Layout.HWC, labels));
  }

  private static TrainSettings settings(String... assignments) {
    return Settings.of(List.of(assignments)).train();
  }

  private static ModelFile model(TrainSettings train) {
    ModelInfo info = new ModelInfo(SPEC, SPEC.inputStages(), Optional.empty());
    return InitialModel.of(info, train);
  }

  private PlainLoop loop(ModelFile model, TrainSettings train) {
    return new PlainLoop(
        model.replica(1), data, data, EpochPlan.plain(train.batch(), train.seed()));
  }

  private Epochs epochs(TrainSettings train) throws IOException {
    RunDirectory directory = new RunDirectory(dir.toString(), new Configuration());
    return new Epochs(directory, train, Instant.EPOCH, new PrintWriter(out));
  }

  private List<String> checkpoints() throws IOException {
    try (var files = Files.list(dir.resolve("checkpoints"))) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void checkpointsComeAndGoAsSet() throws IOException {
    TrainSettings train =
        settings("train.epochs=7", "train.checkpoint-every=2", "train.keep-checkpoints=3");
    ModelFile model = model(train);
    History history = epochs(train).run(loop(model, train), model, History.empty());
    assertThat(history.epochs()).hasSize(7);
    // Every second, the last one, and of these the newest three.
    assertThat(checkpoints())
        .containsExactly("epoch-00004.zip", "epoch-00006.zip", "epoch-00007.zip");
    assertThat(History.read(dir.resolve("history.jsonl")).epochs()).isEqualTo(history.epochs());
  }

  /** A loop as another one, but for what subclasses change. */
  private abstract static class Forwarding implements TrainingLoop {
    private final TrainingLoop loop;

    Forwarding(TrainingLoop loop) {
      this.loop = loop;
    }

    @Override
    public long trainingExamples() {
      return loop.trainingExamples();
    }

    @Override
    public int steps() {
      return loop.steps();
    }

    @Override
    public void learningRate(double rate) {
      loop.learningRate(rate);
    }

    @Override
    public double trainEpoch(int epoch, EpochProgress from, StepListener listener) {
      return loop.trainEpoch(epoch, from, listener);
    }

    @Override
    public Map<String, Double> observed() {
      return loop.observed();
    }

    @Override
    public Scores validate() {
      return loop.validate();
    }
  }

  private static final class Crash extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** The process ends after one step of the second epoch, and again after four. */
  @Test
  void aCrashWithinAnEpochCostsNoStepBeforeTheLastCheckpoint() throws IOException {
    String[] how = {"train.epochs=3", "train.batch=2", "train.checkpoint-minutes=1e-9"};
    TrainSettings train = settings(how);
    ModelFile whole = model(train);
    History undisturbed = epochs(train).run(loop(whole, train), whole, History.empty());
    assertThat(checkpoints()).containsExactly("epoch-00002.zip", "epoch-00003.zip");

    dir = Files.createDirectory(dir.resolve("parts"));
    ModelFile model = model(train);
    History before = History.empty();
    for (int crash : new int[] {1, 4}) {
      ModelFile present = model;
      TrainingLoop crashes = new CrashingLoop(loop(present, train), 2, crash);
      History earlier = before;
      assertThatThrownBy(() -> epochs(train).run(crashes, present, earlier))
          .isInstanceOf(Crash.class);
      assertThat(checkpoints()).containsExactly("epoch-00001.zip", "within-00002.zip");
      byte[] newest = Files.readAllBytes(dir.resolve("checkpoints/within-00002.zip"));
      model = ModelFile.readCheckpoint(newest, "within");
      assertThat(model.epochs()).isEqualTo(1);
      assertThat(model.progress().step()).isEqualTo(crash);
      before = History.read(dir.resolve("history.jsonl"));
    }
    History history = epochs(train).run(loop(model, train), model, before);
    assertThat(model.parametersSha256()).isEqualTo(whole.parametersSha256());
    assertThat(history.epochs().stream().map(EpochRecord::trainLoss).toList())
        .isEqualTo(undisturbed.epochs().stream().map(EpochRecord::trainLoss).toList());
    assertThat(checkpoints()).containsExactly("epoch-00002.zip", "epoch-00003.zip");
  }

  /** Ends in the middle of an epoch, after the pause that follows a step. */
  private static final class CrashingLoop extends Forwarding {
    private final int epoch;
    private final int step;

    CrashingLoop(TrainingLoop loop, int epoch, int step) {
      super(loop);
      this.epoch = epoch;
      this.step = step;
    }

    @Override
    public double trainEpoch(int present, EpochProgress from, StepListener listener) {
      return super.trainEpoch(
          present,
          from,
          new StepListener() {
            @Override
            public void onStep(int taken, int steps, long examples, double meanLoss) {
              if (present == epoch && taken > step) {
                throw new Crash();
              }
              listener.onStep(taken, steps, examples, meanLoss);
            }

            @Override
            public boolean wantsPause() {
              return listener.wantsPause();
            }

            @Override
            public void onPause(EpochProgress progress) {
              listener.onPause(progress);
            }
          });
    }
  }

  @Test
  void anEpochThatDivergesLeavesTheOneBefore() throws IOException {
    TrainSettings train = settings("train.epochs=3", "train.batch=4");
    ModelFile model = model(train);
    TrainingLoop breaks =
        new Forwarding(loop(model, train)) {
          @Override
          public double trainEpoch(int epoch, EpochProgress from, StepListener listener) {
            double loss = super.trainEpoch(epoch, from, listener);
            if (epoch == 2) {
              // As a last step that overflows: no training loss has seen it.
              model.graph().params().assign(Float.NaN);
            }
            return loss;
          }
        };
    Epochs epochs = epochs(train);
    assertThatThrownBy(() -> epochs.run(breaks, model, History.empty()))
        .isInstanceOf(DivergedException.class)
        .hasMessageContaining("epoch 2, batch 3: a parameter is NaN");
    assertThat(History.read(dir.resolve("history.jsonl")).epochs()).hasSize(1);
    assertThat(checkpoints()).containsExactly("epoch-00001.zip");
    byte[] kept = Files.readAllBytes(dir.resolve("checkpoints/epoch-00001.zip"));
    assertThat(ModelFile.readCheckpoint(kept, "kept").graph().params().sumNumber().doubleValue())
        .isFinite();
  }

  @Test
  void aLineEverySoManySteps() throws IOException {
    TrainSettings train = settings("train.epochs=1", "train.batch=2", "train.log-batches=2");
    ModelFile model = model(train);
    ByteArrayOutputStream console = new ByteArrayOutputStream();
    PrintStream before = System.out;
    System.setOut(new PrintStream(console, true, StandardCharsets.UTF_8));
    try {
      epochs(train).run(loop(model, train), model, History.empty());
    } finally {
      System.setOut(before);
    }
    String[] lines = console.toString(StandardCharsets.UTF_8).split("\\R");
    assertThat(lines[0]).matches("epoch 1/1, step 2/5: loss \\d\\.\\d{4}");
    assertThat(lines[1]).startsWith("epoch 1/1, step 4/5: loss ");
    assertThat(lines[2]).startsWith("epoch 1/1: 10 images in ").contains("training loss ");
    assertThat(out.toString()).startsWith("epoch 1/1: validation loss ");
  }

  /** A plain loop whose validation losses are given. */
  private TrainingLoop scripted(ModelFile model, TrainSettings train, double... losses) {
    return new Forwarding(loop(model, train)) {
      @Override
      public Scores validate() {
        PixelScores scores = new PixelScores(1);
        scores.add(losses[model.epochs() - 1], new int[1], new int[1]);
        return scores;
      }
    };
  }

  @Test
  void theBestModelIsKeptUntilABetterOneComes() throws IOException {
    TrainSettings train =
        settings("train.epochs=5", "train.keep-checkpoints=1", "train.keep-best=true");
    ModelFile model = model(train);
    Epochs epochs = epochs(train);
    History history = epochs.run(scripted(model, train, 3, 1, 2, 0.5, 0.7), model, History.empty());
    assertThat(checkpoints()).containsExactly("best-00004.zip", "epoch-00005.zip");
    ModelFile result = epochs.result(model, history);
    assertThat(result.epochs()).isEqualTo(4);
    assertThat(result.graph().params()).isNotEqualTo(model.graph().params());
  }

  /** The best epoch of the first part stays the best; the second part never reaches it. */
  @Test
  void theBestModelSurvivesAResumedRun() throws IOException {
    TrainSettings first = settings("train.epochs=3", "train.keep-best=true");
    ModelFile model = model(first);
    double[] losses = {3, 1, 2, 1.5, 1.7};
    History before = epochs(first).run(scripted(model, first, losses), model, History.empty());
    TrainSettings second = settings("train.epochs=5", "train.keep-best=true");
    byte[] newest = Files.readAllBytes(dir.resolve("checkpoints/epoch-00003.zip"));
    ModelFile again = ModelFile.readCheckpoint(newest, "newest");
    Epochs epochs = epochs(second);
    History history = epochs.run(scripted(again, second, losses), again, before);
    assertThat(history.epochs()).hasSize(5);
    assertThat(epochs.result(again, history).epochs()).isEqualTo(2);
    assertThat(out.toString()).doesNotContain("warning");
    Files.delete(dir.resolve("checkpoints/best-00002.zip"));
    assertThat(epochs.result(again, history).epochs()).isEqualTo(4);
    assertThat(out.toString())
        .contains("the best validation_loss was epoch 2's, whose model was not kept");
  }

  @Test
  void patienceEndsARunThatGetsNoBetter() throws IOException {
    TrainSettings train = settings("train.epochs=9", "train.patience=2");
    ModelFile model = model(train);
    Epochs epochs = epochs(train);
    TrainingLoop loop = scripted(model, train, 3, 1, 1, 2, 0.5, 0.4, 0.3, 0.2, 0.1);
    History history = epochs.run(loop, model, History.empty());
    assertThat(history.last().epoch()).isEqualTo(4);
    assertThat(checkpoints()).contains("epoch-00004.zip");
    assertThat(out.toString()).contains("ended after epoch 4: no better validation_loss in 2");
    assertThat(epochs.run(loop, model, history)).isSameAs(history);
  }

  @Test
  void theScheduleSetsTheRateOfEachEpoch() throws IOException {
    TrainSettings train =
        settings(
            "train.epochs=4",
            "train.schedule=plateau",
            "train.schedule-epochs=1",
            "train.schedule-factor=0.5",
            "train.learning-rate=0.25");
    ModelFile model = model(train);
    History history = epochs(train).run(scripted(model, train, 1, 2, 2, 2), model, History.empty());
    assertThat(history.epochs().stream().map(e -> e.learningRate()))
        .containsExactly(0.25, 0.25, 0.25, 0.125);
    assertThat(LearningRate.of(model.graph())).isEqualTo(0.125);
  }
}
