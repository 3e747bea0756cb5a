package io.perpixel.job;

import io.perpixel.palette.ColourDistance;
import io.perpixel.palette.KMeans;
import io.perpixel.palette.Palette;
import io.perpixel.spark.PalettePass;
import io.perpixel.spark.PaletteStore;
import io.perpixel.spark.SparkSessions;
import io.perpixel.train.Build;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code palette fit}: colours counted on all executors, k-means on the driver. */
@Command(
    name = "fit",
    description = {
      "Fits a palette to all pixels of the images: exact k-means on their colour histogram.",
      "A second run with equal inputs, settings and code does nothing."
    },
    footer = {
      "",
      "Example:",
      "  perpixel palette fit --input data/horses --split train --colours 24"
          + " --output data/horses.palette.json"
    })
final class PaletteFit implements Callable<Integer> {
  private static final int DEFAULT_COLOURS = 24;

  @Spec private CommandSpec spec;
  @Mixin private PaletteInput input;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "F",
      description = "The palette, a JSON file on any Hadoop file system.")
  private String output;

  @Option(
      names = "--colours",
      paramLabel = "K",
      description = "Number of colours, 1 to 255 (default: those of --init, else 24).")
  private Integer colours;

  @Option(
      names = "--init",
      paramLabel = "F",
      description =
          "Initial centres: .npy of (K, 3) or a palette (default: k-means++ with --seed).")
  private String init;

  @Option(
      names = "--seed",
      defaultValue = "0",
      paramLabel = "N",
      description = "Seed of k-means++ (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--distance",
      defaultValue = "rgb",
      paramLabel = "rgb|lab",
      description = "Space in which colours are compared (default: ${DEFAULT-VALUE}).")
  private ColourDistance distance;

  @Option(
      names = "--tolerance",
      defaultValue = "0",
      paramLabel = "T",
      description =
          "Stop once the squared shifts of the centres sum to at most T times the mean variance, as"
              + " scikit-learn does with 1e-4; 0 runs until no label changes"
              + " (default: ${DEFAULT-VALUE}).")
  private double tolerance;

  @Option(
      names = "--split",
      paramLabel = "NAME",
      description = "Only images of this split, such as train (default: all).")
  private String split;

  @Override
  public Integer call() throws IOException {
    SparkSession spark = SparkSessions.open("perpixel palette fit", Map.of());
    Configuration conf = spark.sparkContext().hadoopConfiguration();
    PalettePass.Outcome outcome;
    try {
      PalettePass.Settings settings = settings(conf);
      outcome =
          new PalettePass(input.source(spark, spec), settings, output, conf)
              .run(Build.current().id());
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage(), e);
    }
    Palette palette = outcome.palette();
    Map<String, String> facts = palette.provenance();
    spec.commandLine()
        .getOut()
        .printf(
            "%s%s: %d colours, %s distance, inertia %.0f, %s iterations%n"
                + "images %s; %s pixels, %s colours%nsha256 %s%n",
            outcome.skipped() ? "already done: " : "",
            output,
            palette.size(),
            palette.distance().label(),
            palette.inertia().orElse(Double.NaN),
            facts.get("iterations"),
            facts.get("images"),
            facts.get("pixels"),
            facts.get("distinct_colours"),
            palette.hash());
    spec.commandLine().getOut().flush();
    return ExitCode.OK;
  }

  private PalettePass.Settings settings(Configuration conf) throws IOException {
    Optional<double[][]> initial =
        init == null ? Optional.empty() : Optional.of(PaletteStore.readCentres(init, conf));
    return new PalettePass.Settings(
        new KMeans(distance, tolerance, KMeans.MAX_ITERATIONS),
        colours != null ? colours : initial.map(c -> c.length).orElse(DEFAULT_COLOURS),
        initial,
        seed,
        Optional.ofNullable(split),
        input.budget);
  }
}
