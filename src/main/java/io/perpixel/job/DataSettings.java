package io.perpixel.job;

import io.perpixel.image.DecodeOptions;
import io.perpixel.image.ImageDecoder;
import io.perpixel.image.MaskCoding;
import io.perpixel.image.TargetKind;
import io.perpixel.train.Augmentation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The section {@code data}; {@code reference.conf} says what each key means.
 *
 * @param manifest path of the data manifest
 * @param input what to train on instead of fetching
 * @param layout of pairs, by name
 * @param split which of the layout's ways to divide the data set
 * @param masks how masks name classes; their number is the model's
 * @param directory where downloads and tables are kept
 * @param format {@code cifar10}, {@code images}, {@code pairs}, {@code parquet} or {@code
 *     synthetic}
 * @param synthetic what to draw, if the format is that
 * @param decoding limits of pictures, and whether they are turned upright
 * @param stages preprocessing of the stored images
 * @param limit only the first N images of each split
 * @param category only images of this class
 * @param augment random changes of the training images, by name
 * @param failureBudget share of rows that may be rejected, 0 to 1
 */
public record DataSettings(
    String manifest,
    Optional<String> input,
    Optional<String> layout,
    Optional<String> split,
    MaskCoding masks,
    String directory,
    String format,
    SyntheticSettings synthetic,
    DecodeOptions decoding,
    String stages,
    OptionalInt limit,
    OptionalInt category,
    List<String> augment,
    double failureBudget) {

  static DataSettings from(Settings settings) {
    return new DataSettings(
        settings.at("data.manifest").text(),
        settings.at("data.input").optionalText(),
        settings.at("data.layout").optionalText(),
        settings.at("data.split").optionalText(),
        masks(settings),
        settings.at("data.directory").text(),
        settings
            .at("data.format")
            .choice(List.of("cifar10", "images", "pairs", "parquet", "synthetic")),
        SyntheticSettings.from(settings),
        decoding(settings),
        settings.at("data.stages").optionalText().orElse(""),
        settings.at("data.limit").optionalInteger(1, Integer.MAX_VALUE),
        settings.at("data.category").optionalInteger(0, Integer.MAX_VALUE),
        settings.at("data.augment").texts(),
        settings.at("data.failure-budget").fraction());
  }

  private static DecodeOptions decoding(Settings settings) {
    double seconds = settings.at("data.decoding.image-timeout").positive();
    DecodeOptions options;
    try {
      options =
          DecodeOptions.defaults()
              .withLimits(
                  settings.at("data.decoding.max-pixels").integer(1, Integer.MAX_VALUE),
                  settings.at("data.decoding.max-file-bytes").integer(1, Integer.MAX_VALUE),
                  Duration.ofMillis(Math.round(seconds * 1000)));
    } catch (IllegalArgumentException e) {
      throw new UsageException("data.decoding: " + e.getMessage(), e);
    }
    return settings.at("data.decoding.exif-orientation").bool()
        ? options.turningUpright()
        : options;
  }

  /**
   * The decoder of pictures.
   *
   * @param paired whether they belong together: then none may be turned
   */
  ImageDecoder decoder(boolean paired) {
    if (paired && decoding.upright()) {
      throw new UsageException(
          "data.decoding.exif-orientation is for data.format = images: in pairs it would part the image from its mask, map or points");
    }
    return new ImageDecoder(decoding);
  }

  private static MaskCoding masks(Settings settings) {
    try {
      return new MaskCoding(
          0,
          settings.at("data.masks.ignore").optionalInteger(0, 0xffff).orElse(MaskCoding.NONE),
          MaskCoding.parseColours(settings.at("data.masks.colours").texts()));
    } catch (IllegalArgumentException e) {
      throw new UsageException("data.masks: " + e.getMessage(), e);
    }
  }

  /**
   * Where pairs are: in {@code input}, as {@link #layout} or the manifest or the names say.
   *
   * @param classes of masks, 0 if the targets are none
   */
  PairsInput pairs(String from, TargetKind kind, int classes) {
    boolean fetched = input.isEmpty() && format.equals("pairs");
    return new PairsInput(
        from,
        layout,
        layout.isEmpty() && fetched ? Optional.of(manifest) : Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(kind),
        split,
        masks.of(classes));
  }

  /** The random changes of training images. */
  Augmentation augmentation(long seed) {
    try {
      return Augmentation.of(augment, seed);
    } catch (IllegalArgumentException e) {
      throw new UsageException("data.augment: " + e.getMessage(), e);
    }
  }

  /**
   * What the data are called in {@link #directory}: the name of the input, or of the manifest.
   *
   * @param kind what a model learns from them
   */
  String name(io.perpixel.nn.model.TargetKind kind) {
    if (format.equals("synthetic")) {
      return synthetic.name(kind);
    }
    String path = input.orElse(manifest).replaceAll("/+$", "");
    return path.substring(path.lastIndexOf('/') + 1).replaceAll("\\.json$", "");
  }
}
