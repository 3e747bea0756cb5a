package io.perpixel.nn.model;

import io.perpixel.nn.block.ColourBlock;
import io.perpixel.nn.kernel.CountedPixels;
import io.perpixel.nn.layer.ChannelConcat;
import io.perpixel.nn.layer.Conv2d;
import io.perpixel.nn.layer.PixelSoftmaxLoss;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * The colourization networks: five blocks and a last convolution that give one of {@code colours}
 * classes per pixel. With skip connections it is the UNet, where block 4 also reads block 2, block
 * 5 block 1 and the last convolution the image.
 *
 * @param skips whether there are skip connections: {@code colour-unet}, otherwise {@code
 *     colour-cnn}
 * @param kernel odd side of every convolution's kernel
 * @param filters channels of the first block (NF)
 * @param colours classes (NC)
 * @param channels channels of the input image
 */
public record ColourNet(boolean skips, int kernel, int filters, int colours, int channels)
    implements ModelSpec {
  /** Checks the ranges. */
  public ColourNet {
    if (kernel < 1 || kernel % 2 == 0) {
      throw new IllegalArgumentException(
          "model.kernel is " + kernel + ": expected an odd number, so that sides stay as they are");
    }
    if (filters < 1 || colours < 2 || channels < 1) {
      throw new IllegalArgumentException(
          "model.filters is %d, model.colours %d, model.channels %d: expected at least 1, 2 and 1"
              .formatted(filters, colours, channels));
    }
  }

  /** The net that a checkpoint's first and last convolution are of, if there can be one. */
  static Optional<ColourNet> suggest(boolean skips, Map<String, long[]> shapes) {
    long[] first = shapes.getOrDefault("down1.0.weight", new long[0]);
    long[] last = shapes.getOrDefault("final.weight", new long[0]);
    if (first.length != 4 || last.length != 4) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new ColourNet(
              skips,
              Math.toIntExact(first[2]),
              Math.toIntExact(first[0]),
              Math.toIntExact(last[0]),
              Math.toIntExact(first[1])));
    } catch (IllegalArgumentException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  @Override
  public String name() {
    return skips ? "colour-unet" : "colour-cnn";
  }

  @Override
  public Map<String, String> settings() {
    return Map.of(
        "kernel", Integer.toString(kernel),
        "filters", Integer.toString(filters),
        "colours", Integer.toString(colours),
        "channels", Integer.toString(channels));
  }

  @Override
  public List<Symbol> symbols() {
    return List.of(
        Symbol.width("filters", "NF"),
        Symbol.width("colours", "NC"),
        Symbol.odd("kernel", "k"),
        Symbol.number("channels", "NI"));
  }

  /** Grey is the mean over RGB; pixels are divided by 256 as in the published runs. */
  @Override
  public String inputStages() {
    return channels == 1 ? "grey,to-tensor=256" : "to-tensor=256";
  }

  @Override
  public int inputChannels() {
    return channels;
  }

  @Override
  public int outputChannels() {
    return colours;
  }

  @Override
  public TargetKind target() {
    return TargetKind.COLOURS;
  }

  /** Two poolings by 2. */
  @Override
  public int sideMultiple() {
    return 4;
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
    ColourBlock block = new ColourBlock(graph, kernel);
    String down1 = block.down("down1", INPUT, channels, filters, true);
    String down2 = block.down("down2", down1, filters, 2 * filters, false);
    String rf = block.same("rf", down2, 2 * filters, 2 * filters);
    String up1;
    String up2;
    String last;
    if (skips) {
      up1 = block.up("up1", concat(graph, "skip2", true, rf, down2), 4 * filters, filters);
      up2 = block.up("up2", concat(graph, "skip1", true, up1, down1), 2 * filters, colours);
      last = concat(graph, "skip0", false, up2, INPUT);
    } else {
      up1 = block.up("up1", rf, 2 * filters, filters);
      up2 = block.up("up2", up1, filters, colours);
      last = up2;
    }
    int lastChannels = skips ? colours + channels : colours;
    return graph
        .addLayer("final", new Conv2d(lastChannels, colours, kernel), last)
        .addLayer(OUTPUT, new PixelSoftmaxLoss(CountedPixels.ALL), "final")
        .setOutputs(OUTPUT)
        .build();
  }

  private static String concat(
      GraphBuilder graph, String name, boolean lastInputGradient, String... inputs) {
    graph.addVertex(name, new ChannelConcat(lastInputGradient), inputs);
    return name;
  }
}
