package io.perpixel.notebook;

import io.perpixel.image.Layout;
import io.perpixel.image.Raster;
import io.perpixel.image.Stages;
import io.perpixel.nn.kernel.HostMemory;
import io.perpixel.train.EpochPlan;
import io.perpixel.train.EpochProgress;
import io.perpixel.train.Example;
import io.perpixel.train.ModelFile;
import io.perpixel.train.ModelInfo;
import io.perpixel.train.PlainLoop;
import io.perpixel.train.Replica;
import io.perpixel.train.StepListener;
import io.perpixel.train.TorchAdam;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * What becomes of a trained colourizer when every input x is replaced by a x + b: as it is, with
 * its batch norm statistics counted anew (all parameters untouched), and with all of it trained
 * anew.
 */
public final class AffineExperiment {
  /** Enough for running statistics with momentum 0.1 to forget the old ones. */
  private static final int STATISTICS_STEPS = 80;

  private static final int BATCH = 10;
  private static final double LEARNING_RATE = 0.001;

  private final byte[] model;
  private final List<Example> training;
  private final List<Example> validation;

  /**
   * An experiment.
   *
   * @param model content of a model file
   * @param training images with labels, of equal size
   * @param validation likewise
   */
  public AffineExperiment(byte[] model, List<Example> training, List<Example> validation) {
    this.model = model.clone();
    this.training = List.copyOf(training);
    this.validation = List.copyOf(validation);
  }

  /** The model, fed with a x + b. */
  private Replica fed(double a, double b) throws IOException {
    return fed(ModelFile.read(model, "the model"), a, b);
  }

  private static Replica fed(ModelFile file, double a, double b) {
    String stages = file.info().inputStages() + ",affine=" + a + ":" + b;
    return new Replica(file.graph(), file.info().spec(), Stages.parse(stages), 1);
  }

  /** The same with batch norm statistics of a x + b: steps of size 0 move nothing else. */
  private Replica adapted(double a, double b) throws IOException {
    Replica replica = fed(a, b);
    PlainLoop loop = new PlainLoop(replica, training, validation, EpochPlan.plain(BATCH, 0));
    loop.learningRate(0);
    for (int done = 0, epoch = 1; done < STATISTICS_STEPS; done += loop.steps(), epoch++) {
      loop.trainEpoch(epoch, EpochProgress.NONE, StepListener.NONE);
    }
    replica.parametersChanged();
    return replica;
  }

  /**
   * A table of validation scores: x itself, and each pair of a and b.
   *
   * @param pairs of a and b
   */
  public List<List<String>> rows(double[][] pairs) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    rows.add(row("x, as trained", fed(1, 0)));
    rows.add(row("x, statistics counted anew", adapted(1, 0)));
    for (double[] pair : pairs) {
      String y = formula(pair);
      rows.add(row(y + ", as trained", fed(pair[0], pair[1])));
      rows.add(row(y + ", statistics counted anew", adapted(pair[0], pair[1])));
    }
    return rows;
  }

  /**
   * A table of validation scores of the same network trained from its beginning, with the same
   * seed, on a x + b.
   *
   * @param pairs of a and b
   * @param epochs of each training
   */
  public List<List<String>> retrained(double[][] pairs, int epochs) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    for (double[] pair : pairs) {
      ModelInfo info = ModelFile.read(model, "the model").info();
      ComputationGraph graph =
          new ComputationGraph(info.spec().configuration(new TorchAdam(LEARNING_RATE), 0));
      graph.init();
      Replica replica = fed(new ModelFile(graph, info), pair[0], pair[1]);
      PlainLoop loop = new PlainLoop(replica, training, validation, EpochPlan.plain(BATCH, 0));
      for (int epoch = 1; epoch <= epochs; epoch++) {
        loop.trainEpoch(epoch, EpochProgress.NONE, StepListener.NONE);
      }
      rows.add(
          ScoreTable.row(
              formula(pair) + ", trained anew for %d epochs".formatted(epochs), loop.validate()));
    }
    return rows;
  }

  private static String formula(double[] pair) {
    return "%s x %s %s".formatted(pair[0], pair[1] < 0 ? "−" : "+", Math.abs(pair[1]));
  }

  /** What the columns of {@link #rows} are. */
  public static List<String> header() {
    return ScoreTable.header("input");
  }

  private List<String> row(String input, Replica replica) {
    return ScoreTable.row(input, replica, validation);
  }

  /**
   * Where the outputs for x and for a x + b differ although batch norm has counted anew: for each
   * pixel the mean absolute difference of its logits over the validation images.
   *
   * @return one channel, float32, HWC, stretched so that the largest difference is 255
   */
  public Raster difference(double a, double b) throws IOException {
    Replica before = adapted(1, 0);
    Replica after = adapted(a, b);
    Example first = validation.get(0);
    int pixels = first.height() * first.width();
    double[] sums = new double[pixels];
    for (Example example : validation) {
      float[] one = HostMemory.copyOfFloats(before.output(List.of(example)));
      float[] other = HostMemory.copyOfFloats(after.output(List.of(example)));
      int channels = one.length / pixels;
      for (int i = 0; i < one.length; i++) {
        sums[i / channels] += Math.abs(one[i] - other[i]);
      }
    }
    double most = 0;
    for (double sum : sums) {
      most = Math.max(most, sum);
    }
    float[] map = new float[pixels];
    for (int p = 0; p < pixels; p++) {
      map[p] = most > 0 ? (float) (255 * sums[p] / most) : 0;
    }
    return Raster.float32(first.height(), first.width(), 1, Layout.HWC, map);
  }
}
