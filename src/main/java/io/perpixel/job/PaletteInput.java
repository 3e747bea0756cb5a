package io.perpixel.job;

import io.perpixel.image.Stages;
import io.perpixel.spark.Cifar10DirectorySource;
import io.perpixel.spark.ImageDirectorySource;
import io.perpixel.spark.ImageSource;
import io.perpixel.spark.TableSource;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The images of a palette command. */
final class PaletteInput {
  /** How the input is laid out. */
  enum Format {
    PARQUET,
    IMAGES,
    CIFAR10
  }

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
  private Format format;

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
   * @throws UsageException if nothing of that format is there
   */
  ImageSource source(SparkSession spark) throws IOException {
    if (!(budget >= 0 && budget <= 1)) {
      throw new UsageException("--failure-budget is a fraction from 0 to 1, not " + budget);
    }
    if (format == Format.IMAGES && !categories.isEmpty()) {
      throw new UsageException("--category needs labelled input: --format parquet or cifar10");
    }
    try {
      return switch (format) {
        case PARQUET -> new TableSource(spark, uri, categories);
        case IMAGES -> new ImageDirectorySource(spark, uri, decoding.decoder(Stages.of(), false));
        case CIFAR10 -> new Cifar10DirectorySource(spark, uri, categories);
      };
    } catch (IllegalArgumentException | FileNotFoundException e) {
      throw new UsageException("--input: " + e.getMessage(), e);
    }
  }
}
