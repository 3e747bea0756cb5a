package io.perpixel.job;

import io.perpixel.spark.SparkSessions;
import io.perpixel.spark.SyntheticFlowers;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code synthesize flowers}: drawn flowers on real backgrounds, laid out as Oxford17. */
@Command(
    name = "flowers",
    description = {
      "Draws flowers of 17 species on real backgrounds, with exact trimaps.",
      "SYNTHETIC: none of them grew.",
      "",
      "Writes jpg/, trimaps/ and datasplits.mat, as Oxford17 has them, masks that tell",
      "the species in species/, and a README. Five of eight images have masks. Equal",
      "settings and backgrounds make equal files; a second run does nothing."
    },
    footer = {
      "",
      "Example:",
      "  perpixel synthesize flowers --to data/flowers --images 340 --size 96x96",
      "  perpixel preprocess --format pairs --layout oxford17 --input data/flowers \\",
      "    --output data/flower-table"
    })
final class SynthesizeFlowers implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private SyntheticArguments arguments;

  @Option(
      names = "--images",
      defaultValue = "340",
      paramLabel = "N",
      description =
          "How many, 34 to 1360 (default: ${DEFAULT-VALUE}), the same number of each species: half"
              + " train, a quarter validation, a quarter test.")
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
    wanted.require(SyntheticFlowers.FEWEST, SyntheticFlowers.MOST);
    return wanted.make(
        spark,
        (photographs, digest) ->
            new SyntheticFlowers(wanted.settings(), spark.sparkContext().hadoopConfiguration())
                .write(wanted.to(), photographs, digest));
  }
}
