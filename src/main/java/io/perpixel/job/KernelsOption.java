package io.perpixel.job;

import io.perpixel.nn.kernel.KernelChoice;
import picocli.CommandLine.Option;

/** The option {@code --kernels} of commands that compute a model without settings. */
final class KernelsOption {
  @Option(
      names = "--kernels",
      defaultValue = "auto",
      paramLabel = "K",
      description =
          "Who computes, as the setting nn.kernels: auto, onednn or nd4j (default:"
              + " ${DEFAULT-VALUE}).")
  private String kernels;

  /**
   * Chooses the kernels of this process.
   *
   * @return their name, for executors
   * @throws UsageException if there are none of that name
   */
  String use() {
    try {
      KernelChoice.use(kernels);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--kernels %s: expected auto, onednn or nd4j".formatted(kernels), e);
    }
    return kernels;
  }
}
