package io.perpixel.nn.model;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.nd4j.linalg.learning.config.IUpdater;

/** What a model is, before any parameter exists. */
public interface ModelSpec extends Serializable {
  /** Name of the graph's one input, NHWC float32. */
  String INPUT = "input";

  /** Name of the graph's one output, NHWC float32. */
  String OUTPUT = "loss";

  /** The model's name in commands and settings. */
  String name();

  /** All settings as text, as {@link ModelSpecs#of} takes them. */
  Map<String, String> settings();

  /** Settings that stand as symbols in the formulas of {@code describe}. */
  default List<Symbol> symbols() {
    return List.of();
  }

  /**
   * Preprocessing stages from a stored image to the input, as {@code preprocess --stages} takes
   * them.
   */
  String inputStages();

  /** Channels of the input image. */
  int inputChannels();

  /** Channels of the output: classes, or 1 for a map of probabilities. */
  int outputChannels();

  /** Label of pixels that count neither in the loss nor in the metrics; -1 for none. */
  default int ignoredLabel() {
    return -1;
  }

  /** What the labels are, and what the output is. */
  TargetKind target();

  /**
   * Named parts of the model, each with the names of its layers, that can be filled from a file of
   * their own.
   */
  default Map<String, List<String>> parts() {
    return Map.of();
  }

  /** The stages of the encoder, each with the names of its layers; empty where there is none. */
  default List<List<String>> encoderStages() {
    return List.of();
  }

  /** Both sides of an input image must be multiples of this. */
  int sideMultiple();

  /**
   * The graph.
   *
   * @param updater optimiser of all trained parameters
   * @param seed of the initial parameters
   */
  ComputationGraphConfiguration configuration(IUpdater updater, long seed);

  /**
   * Checks an image size.
   *
   * @throws IllegalArgumentException naming the nearest valid size
   */
  default void checkSize(int height, int width) {
    int m = sideMultiple();
    if (height < m || width < m || height % m != 0 || width % m != 0) {
      throw new IllegalArgumentException(
          "%s takes images whose sides are multiples of %d, found %d x %d; the nearest valid size is %d x %d (rescale=%dx%d)"
              .formatted(
                  name(),
                  m,
                  height,
                  width,
                  nearest(height, m),
                  nearest(width, m),
                  nearest(height, m),
                  nearest(width, m)));
    }
  }

  private static int nearest(int side, int multiple) {
    return Math.max(multiple, Math.round((float) side / multiple) * multiple);
  }
}
