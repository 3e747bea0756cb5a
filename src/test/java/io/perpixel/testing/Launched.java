package io.perpixel.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A script of {@code submit/} as users start it, in a process of its own. */
public final class Launched {
  private static final int PATIENCE_MINUTES = 3;

  private final Process process;
  private final Path output;

  private Launched(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /**
   * What became of it.
   *
   * @param output standard output and standard error, as they came
   */
  public record Outcome(int code, String output) {}

  /**
   * Starts a script.
   *
   * @param directory where it runs and its output is kept
   * @param environment added to this process's, without its {@code SPARK_HOME}
   */
  public static Launched start(
      Path script, Path directory, Map<String, String> environment, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("bash", script.toString()));
    command.addAll(arguments);
    Path output = Files.createTempFile(directory, "output-", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    // The tests' own Spark home is an empty one.
    builder.environment().remove("SPARK_HOME");
    builder.environment().putAll(environment);
    return new Launched(builder.start(), output);
  }

  /** What it has printed so far. */
  public String output() throws IOException {
    return Files.readString(output);
  }

  /** The process, which a launcher replaces by Spark's. */
  public Process process() {
    return process;
  }

  /** Waits for its end. */
  public Outcome await() throws IOException, InterruptedException {
    if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError("still running; it printed: " + output());
    }
    return new Outcome(process.exitValue(), output());
  }
}
