package io.perpixel.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A command of ours in a process of its own, with the classes of the tests. */
public final class Command implements AutoCloseable {
  private static final long MINUTES = 3;

  private final Process process;
  private final Path output;

  private Command(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /**
   * Starts one.
   *
   * @param output file for what it prints
   * @param properties system properties, {@code name=value}
   */
  public static Command start(Path output, List<String> properties, List<String> arguments)
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
    Process process =
        new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(output.toFile()).start();
    return new Command(process, output);
  }

  /** What it has printed so far. */
  public String printed() throws IOException {
    return Files.readString(output);
  }

  /** Waits until it has printed something. */
  public void awaitPrinted(String text) throws IOException, InterruptedException {
    long until = System.nanoTime() + TimeUnit.MINUTES.toNanos(MINUTES);
    while (!printed().contains(text)) {
      if (!process.isAlive() || System.nanoTime() > until) {
        throw new AssertionError("never printed: " + text + "; but:\n" + printed());
      }
      Thread.sleep(20);
    }
  }

  /** Waits for its end, and gives its exit code. */
  public int exitCode() throws IOException, InterruptedException {
    if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError("still running:\n" + printed());
    }
    return process.exitValue();
  }

  /** As {@code kill -9} does. */
  @Override
  public void close() {
    process.destroyForcibly();
  }
}
