package io.perpixel.notebook;

import io.perpixel.nn.model.NamedParameters;
import io.perpixel.train.Example;
import io.perpixel.train.ModelFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * How much a trained {@code colour-unet} relies on each of its skip connections: its validation
 * scores when the weights that read one of them, or all, are zero.
 */
public final class SkipAblation {
  /** The convolutions that read a skip connection; its channels come last. */
  private static final Map<String, String> SKIPS = new LinkedHashMap<>();

  static {
    SKIPS.put("final.weight", "the input into the last convolution (32x32)");
    SKIPS.put("up2.0.weight", "block 1 into block 5 (16x16)");
    SKIPS.put("up1.0.weight", "block 2 into block 4 (8x8)");
  }

  private SkipAblation() {}

  /** What the columns of {@link #rows} are. */
  public static List<String> header() {
    return ScoreTable.header("without");
  }

  /**
   * The table.
   *
   * @param unet content of its model file
   * @param validation images with labels
   */
  public static List<List<String>> rows(byte[] unet, List<Example> validation) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    rows.add(row("nothing", unet, List.of(), validation));
    for (Map.Entry<String, String> skip : SKIPS.entrySet()) {
      rows.add(row(skip.getValue(), unet, List.of(skip.getKey()), validation));
    }
    rows.add(row("all three", unet, List.copyOf(SKIPS.keySet()), validation));
    return rows;
  }

  private static List<String> row(
      String without, byte[] unet, List<String> weights, List<Example> validation)
      throws IOException {
    ModelFile model = ModelFile.read(unet, "the model");
    Map<String, INDArray> named = NamedParameters.of(model.graph());
    for (String name : weights) {
      INDArray weight = named.get(name);
      if (weight == null) {
        throw new IllegalArgumentException(
            "found a %s, which has no %s; expected a colour-unet"
                .formatted(model.info().spec().name(), name));
      }
      long channels = weight.size(1);
      long skipped = channels - ownChannels(name, named);
      weight
          .get(
              NDArrayIndex.all(),
              NDArrayIndex.interval(channels - skipped, channels),
              NDArrayIndex.all(),
              NDArrayIndex.all())
          .assign(0);
    }
    return ScoreTable.row(without, model.replica(1), validation);
  }

  /** Channels that come from the layer before, and not by the skip connection. */
  private static long ownChannels(String name, Map<String, INDArray> named) {
    String before =
        switch (name) {
          case "final.weight" -> "up2.0.weight";
          case "up2.0.weight" -> "up1.0.weight";
          default -> "rf.0.weight";
        };
    return named.get(before).size(0);
  }
}
