package io.perpixel.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process of its own: a script of {@code submit/} as users start it, or a command of ours. */
public final class Launched implements AutoCloseable {
  /** What the files begin with that hold what processes printed. */
  public static final String PRINTED = "printed-";

  private static final int PATIENCE_MINUTES = 10;

  private final Process process;
  private final Path output;

  private Launched(ProcessBuilder builder, Path directory) throws IOException {
    output = Files.createTempFile(directory, PRINTED, ".txt");
    process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
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
  public static Launched script(
      Path script, Path directory, Map<String, String> environment, List<String> arguments)
      throws IOException {
    List<String> line = new ArrayList<>(List.of("bash", script.toString()));
    line.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(line).directory(directory.toFile());
    // The tests' own Spark home is an empty one.
    builder.environment().remove("SPARK_HOME");
    builder.environment().putAll(environment);
    return new Launched(builder, directory);
  }

  /**
   * Starts a command of ours with the classes of the tests, here.
   *
   * @param directory where its output is kept
   * @param properties system properties, {@code name=value}
   */
  public static Launched command(Path directory, List<String> properties, List<String> arguments)
      throws IOException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.add("@conf/jvm-flags");
    line.addAll(List.of("-Xmx1g", "-XX:TieredStopAtLevel=1", "-Djava.awt.headless=true"));
    properties.forEach(property -> line.add("-D" + property));
    line.add("-cp");
    line.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    line.add("io.perpixel.job.Perpixel");
    line.addAll(arguments);
    return new Launched(new ProcessBuilder(line), directory);
  }

  /** What it has printed so far. */
  public String output() throws IOException {
    return Files.readString(output);
  }

  /** Waits until it has printed something. */
  public void awaitPrinted(String text) throws IOException, InterruptedException {
    long until = System.nanoTime() + TimeUnit.MINUTES.toNanos(PATIENCE_MINUTES);
    while (!output().contains(text)) {
      if (!process.isAlive() || System.nanoTime() > until) {
        throw new AssertionError("never printed: " + text + "; but: " + output());
      }
      Thread.sleep(20);
    }
  }

  /** Waits for its end. */
  public Outcome await() throws IOException, InterruptedException {
    if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
      close();
      throw new AssertionError("still running; it printed: " + output());
    }
    return new Outcome(process.exitValue(), output());
  }

  /** Ends it, as {@code kill -9} does. */
  @Override
  public void close() {
    process.destroyForcibly();
  }
}
