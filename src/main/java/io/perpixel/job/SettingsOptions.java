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
        "The value may be a list with commas; null or nothing unsets the key."
      })
  private List<String> assignments = new ArrayList<>();

  /** The file, to tell runs apart; empty if there is none. */
  String config() {
    return config == null ? "" : config;
  }

  /**
   * The settings as given on the command line.
   *
   * @param over further assignments, laid over all others
   */
  public Settings load(String... over) {
    List<String> all = new ArrayList<>(assignments);
    all.addAll(List.of(over));
    return config == null ? Settings.of(all) : Settings.load(config, all);
  }
}
