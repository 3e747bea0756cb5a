package io.perpixel.train;

import io.perpixel.metric.FixationPool;
import io.perpixel.metric.SaliencyMetric;
import io.perpixel.metric.Scores;
import io.perpixel.nn.kernel.HostMemory;
import io.perpixel.nn.kernel.KernelChoice;
import io.perpixel.nn.kernel.Nhwc;
import io.perpixel.nn.kernel.PixelLossKernel;
import io.perpixel.nn.layer.PixelLossConf;
import io.perpixel.nn.model.ModelSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Scores a model on images with targets, each image for itself, so that a score does not depend on
 * its minibatch. Used by one thread at a time.
 */
public final class Scorer {
  private final Replica replica;
  private final ImageScorer images;
  private Nhwc shape;
  private PixelLossKernel loss;
  private Labels labels;
  private INDArray logits;

  /**
   * Scores a replica.
   *
   * @param pool where people looked in all images to be scored, for models that predict maps; may
   *     be empty
   */
  public Scorer(Replica replica, FixationPool pool) {
    this.replica = replica;
    images = ImageScorer.of(replica.model(), replica.graph(), pool);
  }

  /** What was counted so far. */
  public Scores scores() {
    return images.scores();
  }

  /** What scoring such a model counts, with nothing counted yet. */
  public static Scores nothing(ModelSpec model) {
    return ImageScorer.nothing(model);
  }

  /** Names of the numbers that an epoch of such a model may have. */
  public static List<String> metrics(ModelSpec model) {
    List<String> names = new ArrayList<>(List.of("train_loss", "validation_loss"));
    names.addAll(
        switch (model.target()) {
          case COLOURS -> List.of("accuracy");
          case CLASSES -> List.copyOf(ImageScorer.nothing(model).metrics().keySet());
          case MAP -> Arrays.stream(SaliencyMetric.values()).map(SaliencyMetric::label).toList();
        });
    return names;
  }

  /** The metric that stands for the quality of such a model. */
  public static String headline(ModelSpec model) {
    return switch (model.target()) {
      case COLOURS -> "accuracy";
      case CLASSES -> "mean_iou";
      case MAP -> "cc";
    };
  }

  /**
   * Counts a minibatch of equal-sized images.
   *
   * @throws IllegalArgumentException if a target is missing, or an image or target does not fit the
   *     model; the message names the example
   */
  public void add(List<Example> minibatch) {
    for (Example example : minibatch) {
      requireTarget(example);
    }
    INDArray output = replica.output(minibatch);
    Nhwc all = Nhwc.of(output.shape());
    prepare(new Nhwc(1, all.height(), all.width(), all.channels()));
    float[] values = HostMemory.copyOfFloats(output);
    int length = values.length / minibatch.size();
    for (int i = 0; i < minibatch.size(); i++) {
      add(minibatch.get(i), Arrays.copyOfRange(values, i * length, (i + 1) * length));
    }
  }

  private void prepare(Nhwc wanted) {
    if (wanted.equals(shape)) {
      return;
    }
    shape = wanted;
    loss = PixelLossConf.of(replica.graph()).kernel(KernelChoice.current(), shape);
    labels = Labels.of(replica.model(), shape);
    logits = Nd4j.createUninitializedDetached(DataType.FLOAT, shape.shape());
  }

  private void add(Example example, float[] output) {
    try {
      labels.put(example, 0);
      HostMemory.put(images.logits(output), logits);
      images.add(example, output, loss.forward(logits, labels.array(), null));
    } catch (IllegalArgumentException e) {
      String message = e.getMessage();
      String named = message.startsWith(example.id()) ? message : example.id() + ": " + message;
      throw new IllegalArgumentException(named, e);
    }
  }

  private static void requireTarget(Example example) {
    if (!example.hasTarget()) {
      throw new IllegalArgumentException(
          example.id()
              + " has no target; label the table (palette label), or prepare it with targets (preprocess --format pairs)");
    }
  }
}
