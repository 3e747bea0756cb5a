package io.perpixel.job;

import io.perpixel.image.ImageDecoder;
import io.perpixel.image.Stages;
import io.perpixel.spark.ImageSource;
import io.perpixel.spark.SourceFormat;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The images of a palette command. */
final class PaletteInput {
  @Option(
      names = "--input",
      required = true,
      paramLabel = "URI",
      description = "Images: uint8 RGB, in the layout that --format names.")
  String uri;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "parquet",
      description =
          "parquet: a table that preprocess wrote without to-tensor or grey. images: a directory,"
              + " file or glob. cifar10: a directory of its batches. (default: parquet)")
  private SourceFormat format;

  @Option(
      names = "--category",
      paramLabel = "N",
      description = "parquet, cifar10: only images of this class (7 is horse); may be repeated.")
  private List<Integer> categories = List.of();

  @Option(
      names = "--failure-budget",
      defaultValue = "0.01",
      paramLabel = "F",
      description = "Fraction of images that may be rejected, 0 to 1 (default: ${DEFAULT-VALUE}).")
  double budget;

  @Mixin private DecodingOptions decoding = new DecodingOptions();

  /**
   * @param command whose options these are
   * @throws UsageException if nothing of that format is there, or options are not for it
   */
  ImageSource source(SparkSession spark, CommandSpec command) throws IOException {
    if (!(budget >= 0 && budget <= 1)) {
      throw new UsageException("--failure-budget is a fraction from 0 to 1, not " + budget);
    }
    if (format == SourceFormat.IMAGES && !categories.isEmpty()) {
      throw new UsageException("--category needs labelled input: --format parquet or cifar10");
    }
    ImageDecoder decoder = decoding.decoder(Stages.of(), format, command);
    try {
      return format.open(spark, uri, categories, decoder);
    } catch (IllegalArgumentException | FileNotFoundException e) {
      throw new UsageException("--input: " + e.getMessage(), e);
    }
  }
}
