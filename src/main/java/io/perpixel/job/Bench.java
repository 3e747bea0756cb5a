package io.perpixel.job;

import io.perpixel.nn.kernel.BceKind;
import io.perpixel.nn.kernel.KernelChoice;
import io.perpixel.nn.model.ModelSpec;
import io.perpixel.train.Json;
import io.perpixel.train.Machine;
import io.perpixel.train.Median;
import io.perpixel.train.StepBenchmark;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code perpixel bench}: how fast a model's steps are here. */
@Command(
    name = "bench",
    description = "Times training steps or inference of a model on random images, without Spark.",
    footer = {
      "",
      "Example:",
      "  perpixel bench --model colour-unet --batch 100 --input 1x32x32 --mode train --json"
    })
final class Bench implements Callable<Integer> {
  private static final Pattern INPUT = Pattern.compile("(\\d{1,6})x(\\d{1,6})x(\\d{1,6})");

  /** A process without a model or Spark: JVM, native libraries, code. */
  private static final long PROCESS = 288L << 20;

  /** Likewise where nothing is trained: fewer operations are loaded. */
  private static final long INFERENCE_PROCESS = 240L << 20;

  @Spec private CommandSpec spec;

  @Option(names = "--model", required = true, paramLabel = "NAME", description = "Model name.")
  private String model;

  @Option(names = "--set", paramLabel = "k=v", description = "A model setting; repeatable.")
  private List<String> assignments = new ArrayList<>();

  @Option(
      names = "--batch",
      defaultValue = "1",
      paramLabel = "N",
      description = "Images a step (default: 1).")
  private int batch;

  @Option(
      names = "--input",
      required = true,
      paramLabel = "CxHxW",
      description = "Channels, height and width of an image.")
  private String input;

  @Option(
      names = "--mode",
      defaultValue = "train",
      paramLabel = "train|infer",
      description = "Whole training steps, or inference (default: ${DEFAULT-VALUE}).")
  private String mode;

  @Option(names = "--threads", paramLabel = "T", description = "CPU threads (default: all cores).")
  private Integer threads;

  @Mixin private KernelsOption kernels;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      description = "Steps not counted (default: 10, and more until 5 seconds are over).")
  private Integer warmUp;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "40",
      description = "Steps counted (default: 40).")
  private int steps;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    Matcher size = INPUT.matcher(input);
    if (!size.matches()) {
      throw new UsageException("--input " + input + ": expected CxHxW such as 1x32x32");
    }
    ModelSpec wanted = model();
    if (Integer.parseInt(size.group(1)) != wanted.inputChannels()) {
      throw new UsageException(
          "--input %s has %s channels, %s takes %d"
              .formatted(input, size.group(1), model, wanted.inputChannels()));
    }
    if (batch < 1 || steps < 1 || warmUp != null && warmUp < 0 || threads != null && threads < 1) {
      throw new UsageException(
          "--batch, --steps and --threads must be at least 1, --warm-up at least 0");
    }
    int team = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
    double[] times;
    try {
      kernels.use();
      StepBenchmark benchmark =
          new StepBenchmark(
              wanted,
              batch,
              Integer.parseInt(size.group(2)),
              Integer.parseInt(size.group(3)),
              team);
      // The JVM has compiled most of a step after some seconds of them.
      int first = warmUp == null ? 10 : warmUp;
      Duration least = warmUp == null ? Duration.ofSeconds(5) : Duration.ZERO;
      times =
          switch (mode) {
            case "train" -> benchmark.train(first, least, steps);
            case "infer" -> benchmark.infer(first, least, steps);
            default -> throw new UsageException("--mode " + mode + ": expected train or infer");
          };
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage(), e);
    }
    print(
        Median.of(times),
        team,
        residentMemory(
            wanted,
            Integer.parseInt(size.group(2)),
            Integer.parseInt(size.group(3)),
            batch,
            mode.equals("train")));
    return ExitCode.OK;
  }

  /** Resident memory, in bytes, of a process that has neither Spark nor data. */
  static long residentMemory(ModelSpec spec, int height, int width, int batch, boolean trains) {
    return trains
        ? PROCESS + ReplicaMemory.training(spec, height, width, batch).training()
        : INFERENCE_PROCESS + ReplicaMemory.inference(spec, height, width, batch).inference();
  }

  /** The model; a choice of losses means the plain one, which every peer has. */
  private ModelSpec model() {
    ModelSpec wanted = ModelSettings.of(model, assignments).spec();
    boolean chosen = assignments.stream().anyMatch(a -> a.matches("(model\\.)?loss=.*"));
    if (chosen || !wanted.settings().containsKey("loss")) {
      return wanted;
    }
    List<String> plain = new ArrayList<>(assignments);
    plain.add("loss=" + BceKind.BCE.setting());
    return ModelSettings.of(model, plain).spec();
  }

  private void print(double median, int team, long estimate) throws IOException {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("model", model);
    result.put("mode", mode);
    result.put("batch", batch);
    result.put("input", input);
    result.put("threads", team);
    result.put("images_per_second", batch * 1000 / median);
    result.put("step_ms", median);
    result.put("peak_rss_mb", Machine.peakMemory().orElse(0) >> 20);
    result.put("estimated_rss_mb", estimate >> 20);
    result.put("kernels", KernelChoice.current().name());
    if (json) {
      spec.commandLine().getOut().println(Json.pretty(result));
    } else {
      result.forEach((key, value) -> spec.commandLine().getOut().printf("%-18s %s%n", key, value));
    }
    spec.commandLine().getOut().flush();
  }
}
