package io.perpixel.job;

import java.util.Map;
import picocli.CommandLine.Option;

/** Where a command leaves its figures for Prometheus; any command can mix it in. */
final class MetricsOption {
  @Option(
      names = "--metrics",
      paramLabel = "FILE",
      description =
          "Write the run's figures here when it ends, well or not, for Prometheus: node_exporter's"
              + " textfile collector reads files that end in .prom.")
  private String file;

  /** A command's work. */
  interface Work {
    int run(RunMetrics metrics) throws Exception;
  }

  /**
   * Does the work of a command, and writes what it told about itself, with the exit code.
   *
   * @param command its name
   * @param labels what else tells this run's figures from other runs'
   */
  int around(String command, Map<String, String> labels, Work work) throws Exception {
    RunMetrics metrics = new RunMetrics(command, labels);
    int code = ExitCode.FAILURE;
    try (metrics) {
      code = work.run(metrics);
      return code;
    } catch (Exception e) {
      code = ExitCode.of(e);
      throw e;
    } finally {
      if (file != null) {
        metrics.write(file, code);
      }
    }
  }
}
