package io.perpixel.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.apache.spark.sql.functions.col;

import io.perpixel.metric.Scores;
import io.perpixel.palette.Palette;
import io.perpixel.report.Figures;
import io.perpixel.spark.FileStore;
import io.perpixel.spark.ImageTable;
import io.perpixel.spark.LabelTable;
import io.perpixel.spark.SparkSessions;
import io.perpixel.train.Content;
import io.perpixel.train.Json;
import io.perpixel.train.ModelFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code evaluate}: loss and accuracy of a model over a labelled table. */
@Command(
    name = "evaluate",
    description = {
      "Scores a model on a table with targets: loss, and for a colourizer pixel",
      "accuracy and mean IoU, for segmentation also the IoU of each class, for saliency",
      "CC, SIM, KL and, where the table has fixation points, NSS, AUC-Judd and shuffled",
      "AUC.",
      "",
      "A table whose labels were made with another palette than the model's is",
      "refused. The result does not depend on how many executors take part."
    },
    footer = {
      "",
      "Example:",
      "  perpixel evaluate --model runs/colour-unet --input data/horse-labels \\",
      "    --split test --output metrics.json"
    })
final class Evaluate implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ModelOption model;
  @Mixin private PaletteOption palette;
  @Mixin private KernelsOption kernels;

  @Option(
      names = "--input",
      required = true,
      paramLabel = "URI",
      description = "Table with targets, as palette label, or preprocess --format pairs writes it.")
  private String input;

  @Option(
      names = "--split",
      paramLabel = "NAME",
      description = "Only rows of this split, such as test (default: all rows).")
  private String split;

  @Option(
      names = "--output",
      paramLabel = "F",
      description = "Also write the figures to this file, as JSON.")
  private String output;

  @Option(
      names = "--batch",
      defaultValue = "100",
      paramLabel = "N",
      description =
          "Most images per inference step (default: ${DEFAULT-VALUE}); fewer are taken where the"
              + " model's activations need it.")
  private int batch;

  @Override
  public Integer call() throws IOException {
    if (batch < 1) {
      throw new UsageException("--batch " + batch + ": expected at least 1");
    }
    String chosen = kernels.use();
    SparkSession spark = SparkSessions.open("perpixel evaluate", Map.of());
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    ModelFile file = model.read(hadoop);
    Optional<Palette> colours = palette.ofTask(file.info(), model.name(), hadoop);
    Dataset<Row> rows = rows(spark, colours, hadoop);
    long start = System.nanoTime();
    PrintWriter out = spec.commandLine().getOut();
    Scores scores = new ModelScores(spark, batch, chosen, out).of(rows, file);
    double seconds = (System.nanoTime() - start) / 1e9;
    if (scores.images() == 0) {
      throw new UsageException(nothing(spark));
    }
    Map<String, Object> figures = figures(file, colours, scores, seconds);
    print(out, figures);
    if (output != null) {
      FileStore.replace(output, Content.of(Json.pretty(figures).getBytes(UTF_8)), hadoop);
    }
    return ExitCode.OK;
  }

  private Dataset<Row> rows(SparkSession spark, Optional<Palette> colours, Configuration hadoop)
      throws IOException {
    try {
      Dataset<Row> rows = ImageTable.read(spark, input);
      if (!ImageTable.hasTarget(rows)) {
        throw new UsageException(
            input
                + " has no targets to compare with: label it first (palette label), or make it of images with maps (preprocess --format pairs)");
      }
      if (colours.isPresent()) {
        LabelTable.requirePalette(input, colours.get(), hadoop);
      }
      return split == null ? rows : rows.filter(col(ImageTable.SPLIT).equalTo(split));
    } catch (IllegalArgumentException e) {
      throw new UsageException("--input " + e.getMessage(), e);
    }
  }

  private String nothing(SparkSession spark) {
    String found =
        ImageTable.read(spark, input).groupBy(ImageTable.SPLIT).count().collectAsList().stream()
            .map(row -> "%s (%d rows)".formatted(row.getString(0), row.getLong(1)))
            .sorted()
            .collect(Collectors.joining(", "));
    return found.isEmpty()
        ? input + " has no rows"
        : "%s has no rows of split %s; it has %s".formatted(input, split, found);
  }

  private Map<String, Object> figures(
      ModelFile file, Optional<Palette> colours, Scores scores, double seconds) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("model", model.name());
    figures.put("architecture", file.info().spec().name());
    figures.put("parameters_sha256", file.parametersSha256());
    colours.ifPresent(p -> figures.put("palette_sha256", p.hash()));
    figures.put("input", input);
    figures.put("split", split == null ? "all" : split);
    figures.put("images", scores.images());
    figures.put("loss", scores.meanLoss());
    figures.putAll(scores.figures());
    figures.put("seconds", seconds);
    figures.put("images_per_second", scores.images() / seconds);
    return figures;
  }

  private static void print(PrintWriter out, Map<String, Object> figures) {
    figures.forEach(
        (name, value) -> {
          String text = value.toString();
          if (value instanceof Double number) {
            text = Figures.metric(name, number);
          } else if (value instanceof Long count) {
            text = String.format(Locale.ROOT, "%,d", count);
          }
          out.printf("%-18s %s%n", name, text);
        });
    out.flush();
  }
}
