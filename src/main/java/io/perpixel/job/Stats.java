package io.perpixel.job;

import io.perpixel.image.Stages;
import io.perpixel.metric.DatasetStatistics;
import io.perpixel.metric.ValueStatistics;
import io.perpixel.report.Figures;
import io.perpixel.report.Pictures;
import io.perpixel.report.StatisticsReport;
import io.perpixel.spark.BadDataException;
import io.perpixel.spark.FileStore;
import io.perpixel.spark.ImageSource;
import io.perpixel.spark.SourceFormat;
import io.perpixel.spark.SparkSessions;
import io.perpixel.spark.StatisticsFunction;
import io.perpixel.train.Content;
import io.perpixel.train.Json;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code stats}: what a set of images is like. */
@Command(
    name = "stats",
    description = {
      "Counts what a set of images or tensors is like: mean, deviation and histogram",
      "of each channel, sizes, classes of images and of masks, colours. Writes",
      "statistics.json, whose sums and counts can be merged with those of other sets,",
      "and a page and a picture for people: statistics.html, statistics.png."
    },
    footer = {
      "",
      "Examples:",
      "  perpixel stats --input data/photos --output data/photos-statistics",
      "  perpixel stats --input hdfs:///photos/2026 --output hdfs:///statistics/2026"
    })
final class Stats implements Callable<Integer> {
  /** Of the directory. */
  static final String FILE = "statistics.json";

  @Spec private CommandSpec spec;

  @Option(
      names = "--input",
      required = true,
      paramLabel = "URI",
      description = "A table, the batches of CIFAR-10, or a directory, file or glob of pictures.")
  private String input;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "parquet, images or cifar10 (default: what the file names tell).")
  private SourceFormat format;

  @Option(
      names = "--category",
      paramLabel = "N",
      description = "Only images of this class (7 is horse); may be repeated.")
  private List<Integer> categories = List.of();

  @Option(
      names = "--output",
      required = true,
      paramLabel = "URI",
      description = "Directory for the files; those of an earlier run are replaced.")
  private String output;

  @Option(
      names = "--failure-budget",
      defaultValue = "0.01",
      paramLabel = "F",
      description = "Fraction of images that may be unusable, 0 to 1 (default: ${DEFAULT-VALUE}).")
  private double budget;

  @Mixin private DecodingOptions decoding = new DecodingOptions();

  @Override
  public Integer call() throws IOException {
    if (!(budget >= 0 && budget <= 1)) {
      throw new UsageException("--failure-budget is a fraction from 0 to 1, not " + budget);
    }
    SparkSession spark = SparkSessions.open("perpixel stats", Map.of());
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    DatasetStatistics statistics = StatisticsFunction.count(source(spark, hadoop).items());
    requireBudget(statistics);
    write(statistics, hadoop);
    print(statistics);
    return ExitCode.OK;
  }

  private ImageSource source(SparkSession spark, Configuration hadoop) throws IOException {
    try {
      SourceFormat found = format == null ? SourceFormat.detect(input, hadoop) : format;
      return found.open(spark, input, categories, decoding.decoder(Stages.of(), found, spec));
    } catch (IllegalArgumentException | FileNotFoundException e) {
      throw new UsageException("--input: " + e.getMessage(), e);
    }
  }

  private void requireBudget(DatasetStatistics statistics) {
    long bad = statistics.rejected().total();
    long all = statistics.images() + bad;
    if (statistics.images() == 0) {
      throw new BadDataException(
          "%s: there is no image to count%s; nothing was written"
              .formatted(input, bad == 0 ? "" : ", " + reasons(statistics)));
    }
    if (bad > budget * all) {
      throw new BadDataException(
          "%s: %d of %d images cannot be used, more than the failure budget of %s allows; nothing was written; %s"
              .formatted(input, bad, all, budget, reasons(statistics)));
    }
  }

  private static String reasons(DatasetStatistics statistics) {
    return "by reason: " + statistics.rejected().counts();
  }

  private void write(DatasetStatistics statistics, Configuration hadoop) throws IOException {
    StatisticsReport report = new StatisticsReport(input, statistics);
    if (Pictures.problem().isEmpty()) {
      replace("statistics.png", report.png(), hadoop);
    }
    replace("statistics.html", report.html().getBytes(StandardCharsets.UTF_8), hadoop);
    String json = Json.pretty(statistics.toMap());
    replace(FILE, json.getBytes(StandardCharsets.UTF_8), hadoop);
  }

  private void replace(String name, byte[] content, Configuration hadoop) throws IOException {
    FileStore.replace(output + "/" + name, Content.of(content), hadoop);
  }

  private void print(DatasetStatistics statistics) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "%,d images, %,d with a target, %,d rejected%n",
        statistics.images(), statistics.targets(), statistics.rejected().total());
    for (Map.Entry<String, List<ValueStatistics>> kind : statistics.values().kinds().entrySet()) {
      TextTable table =
          new TextTable(1, List.of(kind.getKey(), "mean", "std", "min", "max", "not finite"));
      for (ValueStatistics channel : kind.getValue()) {
        table.row(
            List.of(
                "channel " + kind.getValue().indexOf(channel),
                Figures.number(channel.mean()),
                Figures.number(channel.deviation()),
                Figures.number(channel.min()),
                Figures.number(channel.max()),
                Long.toString(channel.notFinite())));
      }
      out.print(table);
    }
    out.printf("%s/%s, statistics.html%n", output, FILE);
    out.flush();
  }
}
