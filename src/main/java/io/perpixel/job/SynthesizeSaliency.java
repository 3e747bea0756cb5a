package io.perpixel.job;

import io.perpixel.spark.SparkSessions;
import io.perpixel.spark.SyntheticSaliency;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
  private static final int FEWEST = 10;
  private static final int MOST = 100_000;

  @Spec private CommandSpec spec;
  @Mixin private SyntheticArguments arguments;

  @Option(
      names = "--images",
      defaultValue = "500",
      paramLabel = "N",
      description =
          "How many, from 10 (default: ${DEFAULT-VALUE}): 70 %% train, 20 %% validation, 10 %%"
              + " test.")
  private int images;

  @Override
  public Integer call() throws IOException {
    SparkSession spark = SparkSessions.open("perpixel synthesize", Map.of());
    spec.commandLine().getOut().println(make(spark, arguments.options(images)));
    spec.commandLine().getOut().flush();
    return ExitCode.OK;
  }

  /**
   * Makes the data as the command does, for commands that need them.
   *
   * @return what was done, in one line
   * @throws UsageException if a setting is out of range, or something else is at the destination
   */
  static String make(SparkSession spark, SyntheticOptions wanted) throws IOException {
    wanted.require(FEWEST, MOST);
    return wanted.make(
        spark,
        (photographs, digest) ->
            new SyntheticSaliency(wanted.settings(), spark.sparkContext().hadoopConfiguration())
                .write(wanted.to(), photographs, digest));
  }
}
