package io.perpixel.nn.model;

import io.perpixel.nn.block.Aspp;
import io.perpixel.nn.block.Bottleneck;
import io.perpixel.nn.kernel.CountedPixels;
import io.perpixel.nn.layer.BatchNorm;
import io.perpixel.nn.layer.Conv2d;
import io.perpixel.nn.layer.MaxPool;
import io.perpixel.nn.layer.PixelSoftmaxLoss;
import io.perpixel.nn.layer.ResizeLike;
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
 * DeepLabv3 (Chen et al., 2017) on a dilated ResNet, layer by layer as torchvision's {@code
 * deeplabv3_resnet101} without the auxiliary head: features of an eighth of the image's sides,
 * spatial pyramid pooling, and logits brought to the image's size. Takes images of any size.
 *
 * @param blocks residual blocks of each of the four layers; 3, 4, 23, 3 is ResNet-101
 * @param base channels of the first convolution and planes of the first layer, 64 in every ResNet
 * @param aspp channels of each branch of the pyramid and of the head
 * @param rates dilation of each 3x3 branch of the pyramid
 * @param classes of a pixel
 * @param ignore label of pixels that count neither in the loss nor in its gradient; -1 = none
 */
public record DeepLab(
    List<Integer> blocks, int base, int aspp, List<Integer> rates, int classes, int ignore)
    implements ModelSpec {
  /** The part that is kept when only the classifier of another data set is learned. */
  public static final String BACKBONE = "backbone";

  private static final String CLASSIFIER = "classifier";
  private static final int LAYERS = 4;
  private static final int IMAGE_CHANNELS = 3;

  /** A label is a byte. */
  private static final int LARGEST_LABEL = 255;

  /** Checks the ranges. */
  public DeepLab {
    blocks = List.copyOf(blocks);
    rates = List.copyOf(rates);
    if (blocks.size() != LAYERS || blocks.stream().anyMatch(b -> b < 1)) {
      throw new IllegalArgumentException(
          "model.blocks is %s: expected %d numbers from 1, one for each layer of the ResNet"
              .formatted(blocks, LAYERS));
    }
    if (rates.isEmpty() || rates.stream().anyMatch(r -> r < 1)) {
      throw new IllegalArgumentException(
          "model.rates is %s: expected one or more numbers from 1".formatted(rates));
    }
    if (base < 1 || aspp < 1 || classes < 2) {
      throw new IllegalArgumentException(
          "model.base is %d, model.aspp %d, model.classes %d: expected at least 1, 1 and 2"
              .formatted(base, aspp, classes));
    }
    if (ignore < -1 || ignore > LARGEST_LABEL) {
      throw new IllegalArgumentException(
          "model.ignore is %d: expected a label from 0 to %d, or -1 for none"
              .formatted(ignore, LARGEST_LABEL));
    }
  }

  /** The net whose layers a checkpoint has, if there can be one. */
  static Optional<DeepLab> suggest(Map<String, long[]> shapes) {
    List<Integer> blocks =
        IntStream.rangeClosed(1, LAYERS)
            .map(layer -> count(shapes, BACKBONE + ".layer" + layer + ".%d.conv1.weight"))
            .boxed()
            .toList();
    // The 1x1 branch is number 0, the last one the mean's, whose convolution has another name.
    int branches = count(shapes, CLASSIFIER + ".0.convs.%d.0.weight");
    long[] first = shapes.getOrDefault(BACKBONE + ".conv1.weight", new long[0]);
    long[] head = shapes.getOrDefault(CLASSIFIER + ".1.weight", new long[0]);
    long[] last = shapes.getOrDefault(CLASSIFIER + ".4.weight", new long[0]);
    if (first.length != 4 || head.length != 4 || last.length != 4) {
      return Optional.empty();
    }
    // Dilation leaves no trace in the weights: the published rates, which are multiples of 12.
    List<Integer> rates = IntStream.range(1, branches).map(i -> 12 * i).boxed().toList();
    try {
      return Optional.of(
          new DeepLab(
              blocks,
              Math.toIntExact(first[0]),
              Math.toIntExact(head[0]),
              rates,
              Math.toIntExact(last[0]),
              LARGEST_LABEL));
    } catch (IllegalArgumentException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  private static int count(Map<String, long[]> shapes, String pattern) {
    int count = 0;
    while (shapes.containsKey(pattern.formatted(count))) {
      count++;
    }
    return count;
  }

  @Override
  public String name() {
    return "deeplabv3";
  }

  @Override
  public Map<String, String> settings() {
    return Map.of(
        "blocks", list(blocks),
        "base", Integer.toString(base),
        "aspp", Integer.toString(aspp),
        "rates", list(rates),
        "classes", Integer.toString(classes),
        "ignore", Integer.toString(ignore));
  }

  private static String list(List<Integer> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
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
    return classes;
  }

  @Override
  public int ignoredLabel() {
    return ignore;
  }

  @Override
  public TargetKind target() {
    return TargetKind.CLASSES;
  }

  /** Any size: the logits are brought to the image's. */
  @Override
  public int sideMultiple() {
    return 1;
  }

  @Override
  public Map<String, List<String>> parts() {
    return Map.of(BACKBONE, encoderStages().stream().flatMap(List::stream).toList());
  }

  /** The stem, then the four layers. */
  @Override
  public List<List<String>> encoderStages() {
    List<List<String>> stages = new ArrayList<>();
    stages.add(List.of(BACKBONE + ".conv1", BACKBONE + ".bn1"));
    for (int layer = 1; layer <= LAYERS; layer++) {
      List<String> names = new ArrayList<>();
      for (int block = 0; block < blocks.get(layer - 1); block++) {
        String prefix = block(layer, block);
        for (String name : List.of("conv1", "bn1", "conv2", "bn2", "conv3", "bn3")) {
          names.add(prefix + "." + name);
        }
        if (block == 0) {
          names.add(prefix + ".downsample.0");
          names.add(prefix + ".downsample.1");
        }
      }
      stages.add(names);
    }
    return stages;
  }

  private static String block(int layer, int block) {
    return BACKBONE + ".layer" + layer + "." + block;
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
    String features = backbone(graph);
    int channels = Bottleneck.EXPANSION * planes(LAYERS);
    String pyramid = new Aspp(graph, CLASSIFIER + ".0").add(features, channels, aspp, rates);
    return graph
        .addLayer(CLASSIFIER + ".1", new Conv2d(aspp, aspp, 3).withoutBias(), pyramid)
        .addLayer(CLASSIFIER + ".2", new BatchNorm(aspp, true), CLASSIFIER + ".1")
        .addLayer(CLASSIFIER + ".4", new Conv2d(aspp, classes, 1), CLASSIFIER + ".2")
        .addVertex("resize", new ResizeLike(true), CLASSIFIER + ".4", INPUT)
        .addLayer(OUTPUT, new PixelSoftmaxLoss(CountedPixels.ignoring(ignore)), "resize")
        .setOutputs(OUTPUT)
        .build();
  }

  private String backbone(GraphBuilder graph) {
    Conv2d stem = new Conv2d(IMAGE_CHANNELS, base, 7).withStride(2).withoutBias();
    graph.addLayer(BACKBONE + ".conv1", stem.startingHeNormal().withoutInputGradient(), INPUT);
    graph.addLayer(BACKBONE + ".bn1", new BatchNorm(base, true), BACKBONE + ".conv1");
    graph.addLayer(BACKBONE + ".maxpool", new MaxPool(3, 2, 1), BACKBONE + ".bn1");
    Bottleneck bottleneck = new Bottleneck(graph);
    String last = BACKBONE + ".maxpool";
    int channels = base;
    for (int layer = 1; layer <= LAYERS; layer++) {
      for (int i = 0; i < blocks.get(layer - 1); i++) {
        int stride = layer == 2 && i == 0 ? 2 : 1;
        last =
            bottleneck.add(
                block(layer, i), last, channels, planes(layer), stride, dilation(layer, i), i == 0);
        channels = Bottleneck.EXPANSION * planes(layer);
      }
    }
    return last;
  }

  private int planes(int layer) {
    return Math.multiplyExact(base, 1 << (layer - 1));
  }

  /**
   * Layers 3 and 4 do not halve the map as they do in a ResNet; their taps lie farther apart
   * instead, but in the first block not more than those of the layer before.
   */
  private static int dilation(int layer, int block) {
    int[] byLayer = {1, 1, 2, 4};
    return block > 0 || layer < 3 ? byLayer[layer - 1] : byLayer[layer - 2];
  }
}
