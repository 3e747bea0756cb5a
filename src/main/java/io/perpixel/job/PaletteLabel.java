package io.perpixel.job;

import io.perpixel.image.Stages;
import io.perpixel.image.TargetKind;
import io.perpixel.palette.Palette;
import io.perpixel.spark.ImageSource;
import io.perpixel.spark.LabelledSource;
import io.perpixel.spark.PaletteStore;
import io.perpixel.spark.PassOutcome;
import io.perpixel.spark.SparkSessions;
import io.perpixel.spark.StagesPass;
import io.perpixel.spark.TableWriter;
import io.perpixel.train.Build;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code palette label}: the image table again, with label maps as targets. */
@Command(
    name = "label",
    description = {
      "Gives every pixel the number of its nearest palette colour (lowest number on ties) and writes",
      "the images with their label maps, uint8 in the target_ columns, as one table. The palette is",
      "kept inside the table, and its hash in the table's record."
    },
    footer = {
      "",
      "Example:",
      "  perpixel palette label --input data/horses --palette data/horses.palette.json"
          + " --output data/horse-labels"
    })
final class PaletteLabel implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private PaletteInput input;

  @Option(
      names = "--palette",
      required = true,
      paramLabel = "F",
      description = "Palette: JSON as palette fit writes it, or .npy of (K, 3) in 0..255.")
  private String paletteUri;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "URI",
      description = "Directory of the table; appears only when it is complete.")
  private String output;

  @Option(
      names = "--rejects",
      paramLabel = "URI",
      description = "Directory of the rejects table (default: the output's name and '-rejects').")
  private String rejects;

  @Override
  public Integer call() throws IOException {
    SparkSession spark = SparkSessions.open("perpixel palette label", Map.of());
    ImageSource source = input.source(spark, spec);
    StagesPass pass;
    try {
      Palette palette = PaletteStore.read(paletteUri, spark.sparkContext().hadoopConfiguration());
      TableWriter writer =
          new TableWriter(spark, output, Optional.ofNullable(rejects), input.budget);
      writer.requireSeparate(input.uri);
      pass =
          new StagesPass(
              spark,
              new LabelledSource(source, Stages.of(), palette),
              Stages.of(),
              TargetKind.LABELS,
              writer);
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage(), e);
    }
    PassOutcome outcome = pass.run("palette label", Build.current().id());
    spec.commandLine()
        .getOut()
        .printf("%s%s: %s%n", outcome.skipped() ? "already done: " : "", output, outcome.counts());
    spec.commandLine().getOut().flush();
    return ExitCode.OK;
  }
}
