package io.perpixel.job;

import io.perpixel.plan.ClusterCosts;
import io.perpixel.spark.RunDirectory;
import io.perpixel.spark.SparkSessions;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code perpixel plan --config conf/colourize-unet.conf}: is a cluster worth it? */
@Command(
    name = "plan",
    description = {
      "Measures steps, broadcasts and aggregations on this cluster (or takes given numbers), predicts"
          + " images/s for 1 to N executors that average every k steps, and recommends both, or one"
          + " machine.",
      "An executor here is what runs one replica: spark.task.cpus cores of a Spark executor.",
      "How often to average changes what is learned; that is not predicted. See docs/plan.md."
    },
    footer = {
      "",
      "Examples:",
      "  perpixel --master spark://host:7077 plan --config conf/colourize-unet.conf",
      "  perpixel plan --config conf/saliency.conf --random 224x224 --images 10000",
      "  perpixel plan --set train.batch=50 --images 1000000 \\",
      "    --given step=0.12s,state=1.35MB,round=6ms,broadcast=1ms,aggregate=1ms"
    })
final class Plan implements Callable<Integer> {
  @Mixin private SettingsOptions options;

  @Option(
      names = "--executors",
      defaultValue = "1,2,4,8,16,32,64,128,256,512,1000",
      paramLabel = "N,…",
      description = "Numbers of executors, ascending (default: ${DEFAULT-VALUE}).")
  private String executors;

  @Option(
      names = "--averaging",
      defaultValue = "1,5,20",
      paramLabel = "k,…",
      description = "Steps between two averagings, ascending (default: ${DEFAULT-VALUE}).")
  private String averaging;

  @Option(
      names = "--efficiency",
      defaultValue = "0.8",
      paramLabel = "F",
      description =
          "Least share of what executors could do if they only stepped; above 0, up to 1 (default: ${DEFAULT-VALUE}).")
  private double efficiency;

  @Option(
      names = "--images",
      paramLabel = "N",
      description = "Images of an epoch to plan for (default: the training images).")
  private Long images;

  @Option(
      names = "--random",
      paramLabel = "HxW",
      description = "Measure with random images of that size, not with the data of the settings.")
  private String random;

  @Option(
      names = "--given",
      paramLabel = "key=value,…",
      description = {
        "Costs to take in place of measuring, no cluster is started:",
        "step and state; jitter, round, broadcast, aggregate, job, message, epoch, image, plain."
      })
  private String given;

  @Option(
      names = "--warm-up",
      defaultValue = "20",
      paramLabel = "S",
      description =
          "Seconds that each loop runs before it is measured (default: ${DEFAULT-VALUE}).")
  private int warmUp;

  @Option(
      names = "--steps",
      defaultValue = "120",
      paramLabel = "N",
      description =
          "Steps of each replica that are measured, at least (default: ${DEFAULT-VALUE}).")
  private int steps;

  @Option(
      names = "--check",
      description =
          "Also train with 1 and with all executors and each k, in turn with what is measured, and compare.")
  private boolean check;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description = "Also write plan.json, plan.html and plan.png there.")
  private String output;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Settings settings = options.load();
    int batch = settings.train().batch();
    String model = settings.model().spec().name();
    List<Integer> counts = ascending("--executors", executors);
    List<Integer> every = ascending("--averaging", averaging);
    requireSense();
    PlanResult plan;
    String where = "given costs";
    if (given != null) {
      ClusterCosts costs = GivenCosts.parse(given);
      plan =
          new PlanResult(model, batch, images, costs, Optional.empty(), counts, every, efficiency);
    } else {
      int[] size = random == null ? null : PlanInput.size(random, settings.model().spec());
      SparkSession spark =
          SparkSessions.open("perpixel plan", Map.of("spark.ui.showConsoleProgress", "false"));
      where = spark.sparkContext().master();
      PlanInput input =
          size == null
              ? PlanInput.prepared(spark, options, out)
              : PlanInput.random(spark, options, size, out);
      ClusterMeasurement.Result measured =
          new ClusterMeasurement(
                  JavaSparkContext.fromSparkContext(spark.sparkContext()),
                  input,
                  Duration.ofSeconds(warmUp),
                  steps,
                  check ? every : List.of(),
                  out)
              .run();
      plan =
          new PlanResult(
              model,
              batch,
              images == null ? input.trainingImages() : images,
              measured.costs(),
              Optional.of(measured),
              counts,
              every,
              efficiency);
    }
    out.print(new PlanText(plan));
    if (output != null) {
      RunDirectory directory =
          new RunDirectory(output, SparkHadoopUtil.get().newConfiguration(new SparkConf()));
      new PlanFiles(plan, where).write(directory);
      out.println("report: " + directory.path("plan.html"));
    }
    out.flush();
    return ExitCode.OK;
  }

  private void requireSense() {
    if (given != null && random != null) {
      throw new UsageException(
          "found --given and --random; expected one: given costs are not measured");
    }
    if (given != null) {
      GivenOptions.refuse(
          spec, List.of("--warm-up", "--steps"), "--given takes costs that are not measured");
    }
    if (given != null && check) {
      throw new UsageException("found --given and --check: nothing is trained with given costs");
    }
    if (images == null && (given != null || random != null)) {
      throw new UsageException(
          "%s says nothing about the size of an epoch: add --images N"
              .formatted(given != null ? "--given" : "--random"));
    }
    if (images != null && images < 1) {
      throw new UsageException("found --images %d; expected at least 1".formatted(images));
    }
    if (!(efficiency > 0 && efficiency <= 1)) {
      throw new UsageException(
          "found --efficiency %s; expected a number above 0, up to 1".formatted(efficiency));
    }
    if (warmUp < 0 || steps < 1) {
      throw new UsageException(
          "found --warm-up %d and --steps %d; expected at least 0 and 1".formatted(warmUp, steps));
    }
  }

  /** Whole numbers from 1, each larger than the one before. */
  private static List<Integer> ascending(String option, String text) {
    List<Integer> numbers = new ArrayList<>();
    for (String word : text.split(",", -1)) {
      int number = word.strip().matches("[0-9]{1,7}") ? Integer.parseInt(word.strip()) : 0;
      if (number < 1 || !numbers.isEmpty() && number <= numbers.get(numbers.size() - 1)) {
        throw new UsageException(
            "found \"%s\" in %s %s; expected whole numbers from 1, ascending, with commas, such as 1,2,4"
                .formatted(word.strip(), option, text));
      }
      numbers.add(number);
    }
    return numbers;
  }
}
