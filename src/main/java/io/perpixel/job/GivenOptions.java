package io.perpixel.job;

import java.util.Collection;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** Options that a user gave, among those that mean nothing beside others. */
final class GivenOptions {
  private GivenOptions() {}

  /**
   * Refuses options that would be passed over.
   *
   * @param names of options, {@code --name}
   * @param reason why none of them may be given, for the message
   * @throws UsageException naming those that were
   */
  static void refuse(CommandSpec command, Collection<String> names, String reason) {
    List<String> found =
        names.stream().filter(command.commandLine().getParseResult()::hasMatchedOption).toList();
    if (!found.isEmpty()) {
      throw new UsageException("found %s: %s".formatted(String.join(", ", found), reason));
    }
  }
}
