package io.perpixel.job;

import io.perpixel.image.DecodeOptions;
import io.perpixel.image.ImageDecoder;
import io.perpixel.image.Rescale;
import io.perpixel.image.Stages;
import io.perpixel.spark.SourceFormat;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/**
 * How pictures are decoded, and what of them is refused: options of commands that read pictures.
 */
final class DecodingOptions {
  /** Names of all of them. */
  static Set<String> names() {
    return CommandSpec.forAnnotatedObject(new DecodingOptions()).optionsMap().keySet();
  }

  @Option(
      names = "--max-pixels",
      defaultValue = "" + DecodeOptions.DEFAULT_MAX_PIXELS,
      paramLabel = "N",
      description =
          "Pictures whose header claims more pixels are rejected, undecoded (default:"
              + " ${DEFAULT-VALUE}, which is 192 MiB as RGB).")
  private long maxPixels = DecodeOptions.DEFAULT_MAX_PIXELS;

  @Option(
      names = "--max-file-bytes",
      defaultValue = "" + DecodeOptions.DEFAULT_MAX_BYTES,
      paramLabel = "N",
      description = "Longer files are rejected, unread (default: ${DEFAULT-VALUE}, 256 MiB).")
  private long maxBytes = DecodeOptions.DEFAULT_MAX_BYTES;

  @Option(
      names = "--image-timeout",
      defaultValue = "" + DecodeOptions.DEFAULT_SECONDS,
      paramLabel = "SECONDS",
      description =
          "A picture that takes longer to decode is rejected (default: ${DEFAULT-VALUE}).")
  private double timeout = DecodeOptions.DEFAULT_SECONDS;

  @Option(
      names = "--exif-orientation",
      description =
          "Turn JPEGs upright, as their EXIF data say. Without it pixels are taken as they are"
              + " stored, as PIL and torchvision do.")
  private boolean upright;

  @Option(
      names = "--scaled-jpeg",
      description =
          "images: decode a JPEG at 1/2, 1/4 or 1/8 of its size if the rescale, which must come"
              + " first, leaves less than that: faster for large photographs, with other pixels"
              + " (as PIL's draft mode).")
  private boolean scaled;

  /**
   * The decoder.
   *
   * @param paired whether pictures belong together: then none may change its size or be turned
   */
  ImageDecoder decoder(Stages stages, boolean paired) {
    if (paired && (scaled || upright)) {
      throw new UsageException(
          "--scaled-jpeg and --exif-orientation are for --format images: in pairs they would part"
              + " the image from its mask, map or points");
    }
    try {
      DecodeOptions options =
          DecodeOptions.defaults()
              .withLimits(maxPixels, maxBytes, Duration.ofMillis(Math.round(timeout * 1000)));
      options = upright ? options.turningUpright() : options;
      return new ImageDecoder(scaled ? options.scalingFor(rescale(stages)) : options);
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          "--max-pixels, --max-file-bytes, --image-timeout: " + e.getMessage(), e);
    }
  }

  /**
   * The decoder for an input's pictures.
   *
   * @param command whose options these are
   * @throws UsageException if options were given for an input that has no files to decode
   */
  ImageDecoder decoder(Stages stages, SourceFormat format, CommandSpec command) {
    if (format != SourceFormat.IMAGES) {
      GivenOptions.refuse(
          command,
          names(),
          "for --format images, which decodes files; the input is read as "
              + format.name().toLowerCase(Locale.ROOT));
    }
    return decoder(stages, false);
  }

  private static Rescale rescale(Stages stages) {
    return stages
        .startingRescale()
        .orElseThrow(
            () ->
                new UsageException(
                    "--scaled-jpeg needs stages that start with rescale, not :plain, found '"
                        + stages
                        + "'"));
  }
}
