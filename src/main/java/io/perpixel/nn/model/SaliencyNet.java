package io.perpixel.nn.model;

import io.perpixel.nn.block.ConvStack;
import io.perpixel.nn.kernel.BceKind;
import io.perpixel.nn.kernel.Kernels.Interpolation;
import io.perpixel.nn.layer.Conv2d;
import io.perpixel.nn.layer.MaxPool;
import io.perpixel.nn.layer.PixelBceLoss;
import io.perpixel.nn.layer.Upsample;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * The saliency encoder-decoder: the convolutions of VGG16 with four poolings, then their mirror
 * image with four bilinear upsamplings, and a 1x1 convolution to one logit per pixel.
 *
 * @param widths channels of the five stages of the encoder; the decoder's first four have them in
 *     reverse
 * @param head channels of the decoder's last stage
 * @param loss what is minimised
 */
public record SaliencyNet(List<Integer> widths, int head, BceKind loss) implements ModelSpec {
  /** The part that files of VGG16 fill. */
  public static final String ENCODER = "encoder";

  private static final int[] ENCODER_CONVOLUTIONS = {2, 2, 3, 3, 3};
  private static final int[] DECODER_CONVOLUTIONS = {3, 3, 3, 2, 2};
  private static final int STAGES = ENCODER_CONVOLUTIONS.length;
  private static final int IMAGE_CHANNELS = 3;

  /** Checks the ranges. */
  public SaliencyNet {
    widths = List.copyOf(widths);
    if (widths.size() != STAGES || widths.stream().anyMatch(w -> w < 1)) {
      throw new IllegalArgumentException(
          "model.widths is %s: expected %d numbers from 1, one for each stage of the encoder"
              .formatted(widths, STAGES));
    }
    if (head < 1) {
      throw new IllegalArgumentException("model.head is " + head + ": expected at least 1");
    }
  }

  /** The net whose convolutions a checkpoint has, if there can be one. */
  static Optional<SaliencyNet> suggest(Map<String, long[]> shapes) {
    List<Integer> widths = new ArrayList<>();
    for (int stage = 1; stage <= STAGES; stage++) {
      widths.add(outputs(shapes, ConvStack.name(stage, 1)));
    }
    int head = outputs(shapes, ConvStack.name(2 * STAGES, 1));
    return head < 1 || widths.contains(0)
        ? Optional.empty()
        : Optional.of(new SaliencyNet(widths, head, BceKind.POOLED));
  }

  private static int outputs(Map<String, long[]> shapes, String layer) {
    long[] shape = shapes.getOrDefault(layer + ".weight", new long[0]);
    return shape.length == 4 ? (int) Math.min(shape[0], Integer.MAX_VALUE) : 0;
  }

  @Override
  public String name() {
    return "saliency";
  }

  @Override
  public Map<String, String> settings() {
    return Map.of(
        "widths",
        widths.stream().map(String::valueOf).collect(Collectors.joining(",")),
        "head",
        Integer.toString(head),
        "loss",
        loss.setting());
  }

  @Override
  public List<Symbol> symbols() {
    return List.of(Symbol.width("head", "NH"));
  }

  @Override
  public String inputStages() {
    return "to-tensor,normalize";
  }

  @Override
  public int inputChannels() {
    return IMAGE_CHANNELS;
  }

  @Override
  public int outputChannels() {
    return 1;
  }

  @Override
  public TargetKind target() {
    return TargetKind.MAP;
  }

  /** Four poolings by 2. */
  @Override
  public int sideMultiple() {
    return 1 << (STAGES - 1);
  }

  @Override
  public Map<String, List<String>> parts() {
    return Map.of(ENCODER, encoderStages().stream().flatMap(List::stream).toList());
  }

  @Override
  public List<List<String>> encoderStages() {
    return IntStream.rangeClosed(1, STAGES)
        .mapToObj(
            stage ->
                IntStream.rangeClosed(1, ENCODER_CONVOLUTIONS[stage - 1])
                    .mapToObj(i -> ConvStack.name(stage, i))
                    .toList())
        .toList();
  }

  @Override
  public ComputationGraphConfiguration configuration(IUpdater updater, long seed) {
    GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .updater(updater)
            // The loss is already a mean over pixels; DL4J must not divide by the minibatch again.
            .miniBatch(false)
            .graphBuilder()
            .addInputs(INPUT);
    ConvStack stack = new ConvStack(graph);
    String last = INPUT;
    int channels = IMAGE_CHANNELS;
    for (int i = 0; i < STAGES; i++) {
      if (i > 0) {
        graph.addLayer("pool" + i, new MaxPool(2), last);
        last = "pool" + i;
      }
      last = stack.stage(i + 1, ENCODER_CONVOLUTIONS[i], last, channels, widths.get(i), i == 0);
      channels = widths.get(i);
    }
    for (int i = 0; i < STAGES; i++) {
      if (i > 0) {
        graph.addLayer("up" + i, new Upsample(2, Interpolation.BILINEAR), last);
        last = "up" + i;
      }
      int out = i == STAGES - 1 ? head : widths.get(STAGES - 1 - i);
      last = stack.stage(STAGES + i + 1, DECODER_CONVOLUTIONS[i], last, channels, out, false);
      channels = out;
    }
    return graph
        .addLayer("output", new Conv2d(channels, 1, 1).startingSmall(), last)
        .addLayer(OUTPUT, new PixelBceLoss(loss), "output")
        .setOutputs(OUTPUT)
        .build();
  }
}
