package io.perpixel.job;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The options {@code --config} and {@code --set} of every command that runs by settings. */
public final class SettingsOptions {
  @Option(
      names = "--config",
      paramLabel = "F",
      description = "Settings (HOCON) laid over the defaults: a path or Hadoop URI.")
  private String config;

  @Option(
      names = "--set",
      paramLabel = "key=value",
      description = {
        "One setting laid over both, such as train.epochs=3; repeatable.",
        "The value may be a list with commas; an empty value unsets the key."
      })
  private List<String> assignments = new ArrayList<>();

  /** The settings as given on the command line. */
  public Settings load() {
    return config == null ? Settings.of(assignments) : Settings.load(config, assignments);
  }
}
