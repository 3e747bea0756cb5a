package io.perpixel.job;

import picocli.CommandLine.Option;

/** The options that all commands have that make synthetic images. */
final class SyntheticArguments {
  @Option(names = "--to", required = true, paramLabel = "URI", description = "Directory to make.")
  private String to;

  @Option(
      names = "--size",
      defaultValue = "64x64",
      paramLabel = "HxW",
      description =
          "Height and width in pixels, from 16, flowers from 32 (default: ${DEFAULT-VALUE}).")
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

  /** What is wanted. */
  SyntheticOptions options(int images) {
    return new SyntheticOptions(
        to,
        images,
        size,
        seed,
        backgrounds == null ? SyntheticOptions.ownBackgrounds() : backgrounds);
  }
}
