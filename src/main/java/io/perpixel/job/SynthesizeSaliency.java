package io.perpixel.job;

import io.perpixel.image.Raster;
import io.perpixel.image.synthetic.SceneGenerator;
import io.perpixel.spark.BackgroundImages;
import io.perpixel.spark.ImageSource;
import io.perpixel.spark.SourceFormat;
import io.perpixel.spark.SparkSessions;
import io.perpixel.spark.SyntheticSaliency;
import io.perpixel.train.Build;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code synthesize saliency}: salient things on real backgrounds, with fixation maps by a rule.
 */
@Command(
    name = "saliency",
    description = {
      "Draws salient things on real backgrounds, and the fixation maps that follow",
      "from a rule. SYNTHETIC: nobody's eyes were tracked.",
      "",
      "Writes images/, fixations/, points/ and list files, as preprocess --format",
      "pairs reads them, and a README that states the rule. Equal settings and",
      "backgrounds make equal files; a second run does nothing."
    },
    footer = {
      "",
      "Example:",
      "  perpixel synthesize saliency --to data/synthetic --images 500 --size 64x64",
      "  perpixel preprocess --format pairs --input data/synthetic \\",
      "    --stages to-tensor,normalize --output data/synthetic-tensors"
    })
final class SynthesizeSaliency implements Callable<Integer> {
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,5})x([0-9]{1,5})");
  private static final int FEWEST = 10;
  private static final int MOST = 100_000;
  private static final int LONGEST_SIDE = 4096;

  @Spec private CommandSpec spec;

  @Option(names = "--to", required = true, paramLabel = "URI", description = "Directory to make.")
  private String to;

  @Option(
      names = "--images",
      defaultValue = "500",
      paramLabel = "N",
      description =
          "How many, from 10 (default: ${DEFAULT-VALUE}): 70 %% train, 20 %% validation, 10 %%"
              + " test.")
  private int images;

  @Option(
      names = "--size",
      defaultValue = "64x64",
      paramLabel = "HxW",
      description = "Height and width in pixels, from 16 (default: ${DEFAULT-VALUE}).")
  private String size;

  @Option(
      names = "--seed",
      defaultValue = "0",
      paramLabel = "S",
      description = "Of everything random (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--backgrounds",
      paramLabel = "URI",
      description =
          "Photographs: a directory of pictures, CIFAR-10 or a table (default: the horses in"
              + " data-manifests/sample-horses).")
  private String backgrounds;

  @Override
  public Integer call() throws IOException {
    SparkSession spark = SparkSessions.open("perpixel synthesize", Map.of());
    String home = System.getenv().getOrDefault("PERPIXEL_HOME", ".");
    String photographs = backgrounds == null ? home + "/data-manifests/sample-horses" : backgrounds;
    String done = make(spark, to, images, size, seed, photographs);
    spec.commandLine().getOut().println(done);
    spec.commandLine().getOut().flush();
    return ExitCode.OK;
  }

  /**
   * Makes the data as the command does, for commands that need them.
   *
   * @return what was done, in one line
   * @throws UsageException if a setting is out of range, or something else is at the destination
   */
  static String make(
      SparkSession spark, String to, int images, String size, long seed, String backgrounds)
      throws IOException {
    Matcher sides = SIZE.matcher(size);
    if (!sides.matches()) {
      throw new UsageException("size " + size + ": expected HxW, such as 64x64");
    }
    int height = Integer.parseInt(sides.group(1));
    int width = Integer.parseInt(sides.group(2));
    if (images < FEWEST || images > MOST || Math.max(height, width) > LONGEST_SIDE) {
      throw new UsageException(
          "images %d, size %s: expected %d to %d images with sides up to %d"
              .formatted(images, size, FEWEST, MOST, LONGEST_SIDE));
    }
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    try {
      new SceneGenerator(height, width);
      ImageSource source =
          SourceFormat.detect(backgrounds, hadoop).open(spark, backgrounds, List.of());
      List<Raster> photographs = BackgroundImages.of(spark, source, height, width);
      SyntheticSaliency.Settings settings =
          new SyntheticSaliency.Settings(images, height, width, seed, Build.current().id());
      boolean written =
          new SyntheticSaliency(settings, hadoop).write(to, photographs, source.inputs().get(0));
      return "%s%s: %d synthetic images of %s on %d backgrounds"
          .formatted(written ? "" : "already done: ", to, images, size, photographs.size());
    } catch (IllegalArgumentException | FileNotFoundException e) {
      throw new UsageException(e.getMessage(), e);
    }
  }
}
