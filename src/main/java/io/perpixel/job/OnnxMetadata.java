package io.perpixel.job;

import io.perpixel.image.Layout;
import io.perpixel.image.Raster;
import io.perpixel.image.StageException;
import io.perpixel.image.Stages;
import io.perpixel.nn.model.ModelSpec;
import io.perpixel.palette.Palette;
import io.perpixel.train.Json;
import io.perpixel.train.ModelFile;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a server has to know of a model besides its graph, as {@code metadata_props} of an ONNX
 * file: texts by name, lists and objects as JSON.
 */
final class OnnxMetadata {
  private static final int RGB = 3;

  /** float32 says no more. */
  private static final MathContext SEVEN_DIGITS = new MathContext(7);

  private final Map<String, String> values = new LinkedHashMap<>();

  private OnnxMetadata() {}

  /**
   * The metadata of a model.
   *
   * @param palette the colours that its classes are, if they are colours
   * @param classes names of its classes in order; empty if they have none
   * @param build the program that exports it
   * @throws IllegalArgumentException if its input stages cannot be applied
   */
  static Map<String, String> of(
      ModelFile file, Optional<Palette> palette, List<String> classes, String build) {
    OnnxMetadata metadata = new OnnxMetadata();
    ModelSpec spec = file.info().spec();
    metadata.values.put("perpixel_version", build);
    metadata.values.put("model", spec.name());
    metadata.values.put("settings", Json.line(new TreeMap<>(spec.settings())));
    metadata.values.put("parameters_sha256", file.parametersSha256());
    metadata.putInput(spec, file.info().inputStages());
    if (!classes.isEmpty()) {
      metadata.values.put("classes", Json.line(classes));
    }
    palette.ifPresent(metadata::putPalette);
    return metadata.values;
  }

  /** How pixels of 0 to 255 become the input: (pixel - mean) / std, per channel. */
  private void putInput(ModelSpec spec, String stages) {
    values.put("input_stages", stages);
    int channels = spec.inputChannels() == 1 ? RGB : spec.inputChannels();
    Raster black = prepared(stages, channels, 0);
    Raster white = prepared(stages, channels, 255);
    List<BigDecimal> means = new ArrayList<>();
    List<BigDecimal> deviations = new ArrayList<>();
    for (int c = 0; c < black.channels(); c++) {
      double low = black.floats()[c];
      double deviation = 255 / (white.floats()[c] - low);
      means.add(rounded(-low * deviation));
      deviations.add(rounded(deviation));
    }
    values.put("input_channels", spec.inputChannels() == 1 ? "grey" : "rgb");
    values.put("input_mean", Json.line(means));
    values.put("input_std", Json.line(deviations));
    values.put("input_side_multiple", Integer.toString(spec.sideMultiple()));
  }

  /** All stages of a model's input change pixel by pixel and linearly: two pixels tell them. */
  private static Raster prepared(String stages, int channels, int value) {
    byte[] pixel = new byte[channels];
    Arrays.fill(pixel, (byte) value);
    try {
      return Stages.parse(stages).apply(Raster.uint8(1, 1, channels, Layout.HWC, pixel));
    } catch (StageException e) {
      throw new IllegalArgumentException(
          "its input stages %s fail: %s".formatted(stages, e.getMessage()), e);
    }
  }

  private static BigDecimal rounded(double value) {
    BigDecimal rounded = new BigDecimal(value).round(SEVEN_DIGITS).stripTrailingZeros();
    return rounded.scale() < 0 ? rounded.setScale(0) : rounded;
  }

  private void putPalette(Palette palette) {
    byte[] rgb = palette.rgb();
    List<List<Integer>> colours = new ArrayList<>();
    for (int i = 0; i < rgb.length; i += 3) {
      colours.add(List.of(rgb[i] & 0xff, rgb[i + 1] & 0xff, rgb[i + 2] & 0xff));
    }
    values.put("palette", Json.line(colours));
    values.put("palette_sha256", palette.hash());
  }
}
