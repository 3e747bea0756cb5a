package io.perpixel.job;

import io.perpixel.image.ImageDecoder;
import io.perpixel.image.Layout;
import io.perpixel.image.MaskCoding;
import io.perpixel.image.Raster;
import io.perpixel.image.StageException;
import io.perpixel.image.Stages;
import io.perpixel.image.TargetKind;
import io.perpixel.report.ConsoleProgress;
import io.perpixel.spark.Cifar10DirectorySource;
import io.perpixel.spark.ImageDirectorySource;
import io.perpixel.spark.Pairs;
import io.perpixel.spark.PairsSource;
import io.perpixel.spark.PassOutcome;
import io.perpixel.spark.PassPlan;
import io.perpixel.spark.SparkSessions;
import io.perpixel.spark.StagesPass;
import io.perpixel.spark.TableSource;
import io.perpixel.spark.TableWriter;
import io.perpixel.spark.TarShardSource;
import io.perpixel.train.Build;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code preprocess}: images in, one table of images or tensors out, stages fused in one pass. */
@Command(
    name = "preprocess",
    description = {
      "Turns images into a Parquet table of images or tensors, in one pass.",
      "",
      "Stages, applied in the order given, separated by commas:",
      "  rescale=HxW, rescale=N       exact size, or shorter side; antialiased unless",
      "                               :nearest or :plain follows",
      "  to-tensor[=255|256|1]        HWC to CHW float32, divided by 255",
      "  normalize[=m:m:m/s:s:s]      (x - mean) / deviation; default: ImageNet's",
      "  affine=A:B                   A*x + B",
      "  grey                         mean over RGB",
      "",
      "Masks become class indices, 255 for pixels to ignore, and are only rescaled,",
      "by nearest. Fixation maps are rescaled",
      "like their images (bilinear, antialiased unless :plain) and divided by",
      "to-tensor, so 0 to 1; nothing else touches them. Fixation points move with",
      "the size.",
      "",
      "What cannot be used goes to the rejects table. Above the failure budget",
      "nothing is committed. A second run with equal inputs, parameters and code",
      "does nothing."
    },
    footer = {
      "",
      "Examples:",
      "  perpixel preprocess --format cifar10 --input data/cifar10 --category 7 \\",
      "    --output data/horses",
      "  perpixel preprocess --format images --input hdfs:///photos \\",
      "    --stages rescale=224x224,to-tensor,normalize --output hdfs:///tensors",
      "  perpixel preprocess --format pairs --layout salicon --input data/salicon \\",
      "    --stages rescale=224x224,to-tensor,normalize --output data/salicon-224"
    })
final class Preprocess implements Callable<Integer> {
  /** How the input is laid out. */
  enum Format {
    IMAGES,
    PAIRS,
    CIFAR10,
    WEBDATASET,
    PARQUET
  }

  @Spec private CommandSpec spec;

  @Option(
      names = "--input",
      required = true,
      paramLabel = "URI",
      description = {
        "images: a directory, file or glob.",
        "pairs: a directory with train_images.txt, train_fixations.txt, val_…, test_images.txt (a"
            + " relative path a line; optional: train_points.txt; masks: train_masks.txt); or with images/ (or jpg/), one"
            + " of masks/, labels/, trimaps/, maps/, fixations/, and optional points/; or the"
            + " images' own directory, with --targets; or with --layout.",
        "cifar10: a directory with data_batch_N.bin and test_batch.bin, or the same as .png with"
            + " train_lables.json and test_lables.json.",
        "webdataset: a directory, file or glob of .tar, .tar.gz or .tgz: entries of one base name are a"
            + " sample, such as 7.jpg, 7.cls (class number), 7.mask.png or 7.map.png.",
        "parquet: a table written by this program."
      })
  private String input;

  @Option(
      names = "--format",
      required = true,
      paramLabel = "FORMAT",
      description = "Layout of the input: images, pairs, cifar10, webdataset or parquet.")
  private Format format;

  @Option(
      names = "--stages",
      defaultValue = "",
      paramLabel = "LIST",
      description = "Stages to apply; none if left out, which stores the decoded uint8 images.")
  private String stages;

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

  @Option(
      names = "--failure-budget",
      defaultValue = "0.01",
      paramLabel = "F",
      description = "Fraction of rows that may be rejected, 0 to 1 (default: ${DEFAULT-VALUE}).")
  private double budget;

  @Option(
      names = "--category",
      paramLabel = "N",
      description = "cifar10, parquet: keep only this class (7 is horse); may be repeated.")
  private List<Integer> categories = List.of();

  @Option(
      names = "--targets",
      paramLabel = "URI",
      description = "pairs: directory of the targets; --input is then the images' own.")
  private String targets;

  @Option(
      names = "--points",
      paramLabel = "URI",
      description =
          "pairs: directory of fixation points beside --input and --targets, one file an image:"
              + " .mat (SALICON's gaze, or a matrix of the image's size), an image of white points,"
              + " or .txt or .csv with a first line 'row,column' or 'x,y', counted from 0.")
  private String points;

  @Mixin private DecodingOptions decoding = new DecodingOptions();
  @Mixin private MetricsOption metrics = new MetricsOption();

  @ArgGroup private LayoutOption layout = new LayoutOption();

  /** One or the other. */
  private static final class LayoutOption {
    @Option(
        names = "--layout",
        paramLabel = "NAME",
        description = "pairs: --input is laid out as salicon, mit1003, cat2000 or oxford17 are.")
    private String name;

    @Option(
        names = "--manifest",
        paramLabel = "F",
        description = "pairs: --input is laid out as the perpixel:layout of this manifest says.")
    private String manifest;

    private boolean given() {
      return name != null || manifest != null;
    }
  }

  @Option(
      names = "--split",
      paramLabel = "NAME",
      description =
          "pairs: how to divide a data set that can be divided in several ways: for oxford17 1"
              + " (default), 2, 3 or course.")
  private String split;

  @Option(
      names = "--classes",
      defaultValue = "0",
      paramLabel = "N",
      description =
          "pairs, webdataset: masks have N classes; one with another value goes to the rejects (default: any).")
  private int classes;

  @Option(
      names = "--ignore",
      defaultValue = "255",
      paramLabel = "V",
      description =
          "pairs, webdataset: value of masks that marks pixels to ignore, -1 for none (default:"
              + " ${DEFAULT-VALUE}).")
  private int ignore;

  @Option(
      names = "--mask-colours",
      split = ",",
      paramLabel = "R:G:B=C",
      description =
          "pairs, webdataset: masks name classes by colour, such as 128:0:0=1,0:0:0=ignore. Without it, by grey"
              + " value or index of a palette.")
  private List<String> maskColours = List.of();

  @Option(
      names = "--target-kind",
      paramLabel = "KIND",
      description =
          "pairs, webdataset, parquet: 'labels' (masks: only rescaled, by nearest) or 'map' (rescaled like the"
              + " image and divided by to-tensor). Default: what the names of directories, lists or"
              + " the layout say.")
  private TargetKind targetKind;

  @Option(names = "--dry-run", description = "Say what would be done, and do nothing.")
  private boolean dryRun;

  @Override
  public Integer call() throws Exception {
    return metrics.around("preprocess", Map.of("output", output), this::preprocess);
  }

  private int preprocess(RunMetrics figures) throws IOException {
    Stages parsed = parseStages();
    if (!categories.isEmpty() && format != Format.CIFAR10 && format != Format.PARQUET) {
      throw new UsageException("--category needs labelled input: --format cifar10 or parquet");
    }
    if (format != Format.PAIRS && (layout.given() || targets != null || points != null)) {
      throw new UsageException(
          "--layout, --manifest, --targets and --points are for --format pairs");
    }
    if (format != Format.PAIRS && split != null) {
      throw new UsageException("--split is for --format pairs");
    }
    if (format != Format.PAIRS
        && format != Format.WEBDATASET
        && (classes != 0 || !maskColours.isEmpty())) {
      throw new UsageException("--classes and --mask-colours are for --format pairs or webdataset");
    }
    if (format != Format.PAIRS && format != Format.WEBDATASET) {
      GivenOptions.refuse(spec, List.of("--ignore"), "for --format pairs or webdataset");
    }
    if (format == Format.IMAGES || format == Format.CIFAR10) {
      GivenOptions.refuse(
          spec, List.of("--target-kind"), "for --format pairs, webdataset or parquet");
    }
    if (format == Format.CIFAR10 || format == Format.PARQUET) {
      GivenOptions.refuse(
          spec,
          DecodingOptions.names(),
          "for --format images, pairs or webdataset, which decode files");
    }
    if (targets != null && layout.given()) {
      throw new UsageException("--targets and a layout exclude each other: the layout says where");
    }
    SparkSession spark = SparkSessions.openQuiet("perpixel preprocess");
    StagesPass pass;
    TableWriter writer;
    try {
      writer = new TableWriter(spark, output, Optional.ofNullable(rejects), budget);
      writer.requireSeparate(input);
      if (targets != null) {
        writer.requireSeparate(targets);
      }
      if (points != null) {
        writer.requireSeparate(points);
      }
      pass = pass(spark, parsed, writer);
    } catch (IllegalArgumentException | FileNotFoundException e) {
      throw new UsageException(e.getMessage(), e);
    }
    PrintWriter out = spec.commandLine().getOut();
    PassPlan plan = pass.plan("preprocess", Build.current().id());
    out.println((dryRun ? "dry run: " : "") + plan);
    out.flush();
    if (dryRun) {
      return ExitCode.OK;
    }
    PassMetrics shown = new PassMetrics(figures, pass.tally());
    PassOutcome outcome = run(pass, plan, shown);
    outcome.written().ifPresent(shown::committed);
    out.print(
        new PassSummary(
            writer.output(), writer.rejects(), plan, outcome, pass.tally(), figures.seconds()));
    out.flush();
    return ExitCode.OK;
  }

  private static PassOutcome run(StagesPass pass, PassPlan plan, PassMetrics shown)
      throws IOException {
    if (plan.isDone()) {
      return pass.run(plan, read -> {});
    }
    try (ConsoleProgress progress =
        ConsoleProgress.start("preprocess", plan.images().orElse(0), "images")) {
      return pass.run(
          plan,
          read -> {
            shown.refresh();
            progress.advance(read);
          });
    } finally {
      shown.refresh();
    }
  }

  private StagesPass pass(SparkSession spark, Stages parsed, TableWriter writer)
      throws IOException {
    TargetKind kind = targetKind == null ? TargetKind.LABELS : targetKind;
    ImageDecoder decoder =
        decoding.decoder(parsed, format == Format.PAIRS || format == Format.WEBDATASET);
    return switch (format) {
      case IMAGES ->
          new StagesPass(
              spark,
              new ImageDirectorySource(spark, input, decoder, Optional.of(writer)),
              parsed,
              kind,
              writer);
      case PARQUET ->
          new StagesPass(spark, new TableSource(spark, input, categories), parsed, kind, writer);
      case CIFAR10 ->
          new StagesPass(
              spark, new Cifar10DirectorySource(spark, input, categories), parsed, kind, writer);
      case WEBDATASET -> {
        TarShardSource shards =
            new TarShardSource(
                spark,
                input,
                Optional.ofNullable(targetKind),
                masks(),
                decoder,
                Optional.of(writer));
        yield new StagesPass(spark, shards, parsed, shards.kind().orElse(kind), writer);
      }
      case PAIRS -> {
        PairsInput where =
            new PairsInput(
                input,
                Optional.ofNullable(layout.name),
                Optional.ofNullable(layout.manifest),
                Optional.ofNullable(targets),
                Optional.ofNullable(points),
                Optional.ofNullable(targetKind),
                Optional.ofNullable(split),
                masks());
        Pairs found = where.find(spark.sparkContext().hadoopConfiguration());
        found.notes().forEach(spec.commandLine().getOut()::println);
        yield new StagesPass(
            spark, new PairsSource(spark, found, decoder), parsed, found.kind(), writer);
      }
    };
  }

  private MaskCoding masks() {
    try {
      return new MaskCoding(classes, ignore, MaskCoding.parseColours(maskColours));
    } catch (IllegalArgumentException e) {
      throw new UsageException("--classes, --ignore, --mask-colours: " + e.getMessage(), e);
    }
  }

  /** Also tries them on a tiny image, so that an impossible order is told before any work. */
  private Stages parseStages() {
    try {
      Stages parsed = Stages.parse(stages);
      if (format != Format.PARQUET) {
        parsed.apply(Raster.uint8(2, 2, 3, Layout.HWC, new byte[12]));
      }
      return parsed;
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage(), e);
    } catch (StageException e) {
      throw new UsageException("--stages: stage '" + e.stage() + "': " + e.getMessage(), e);
    }
  }
}
