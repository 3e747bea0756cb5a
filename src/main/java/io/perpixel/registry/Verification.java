package io.perpixel.registry;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Looks at every bit of a registered model. */
public final class Verification {
  private final Registry registry;
  private final List<String> problems = new ArrayList<>();
  private int versions;
  private int files;

  private Verification(Registry registry) {
    this.registry = registry;
  }

  /**
   * What was found.
   *
   * @param versions whole versions that were read
   * @param files of them that were read
   * @param problems one line each; none if all is well
   */
  public record Findings(int versions, int files, List<String> problems) {}

  /** Reads all versions and aliases of a model. */
  public static Findings of(Registry registry) throws IOException {
    Verification verification = new Verification(registry);
    verification.run();
    return new Findings(
        verification.versions, verification.files, List.copyOf(verification.problems));
  }

  private void run() throws IOException {
    Set<Integer> whole = new HashSet<>();
    for (int number : registry.numbers()) {
      try {
        Optional<ModelVersion> version = registry.read(number);
        if (version.isEmpty()) {
          problems.add(
              "version %d was never completed (no version.json): prune removes it"
                  .formatted(number));
        } else {
          whole.add(number);
          check(number, version.get());
        }
      } catch (IOException e) {
        // The version is there, whatever its record says: aliases that name it do not dangle.
        whole.add(number);
        problems.add(e.getMessage());
      }
    }
    for (String file : registry.store().list(registry.model() + "/aliases")) {
      String name = file.replaceFirst("\\.json$", "");
      try {
        registry
            .alias(name)
            .filter(alias -> !whole.contains(alias.version()))
            .ifPresent(
                alias ->
                    problems.add(
                        "alias %s names version %d, which is not there"
                            .formatted(name, alias.version())));
      } catch (IOException | IllegalArgumentException e) {
        problems.add(e.getMessage());
      }
    }
  }

  private void check(int number, ModelVersion version) throws IOException {
    versions++;
    if (version.number() != number || !version.model().equals(registry.model())) {
      problems.add(
          "%s is the record of version %d of %s"
              .formatted(
                  registry.shown(number, "version.json"), version.number(), version.model()));
      return;
    }
    for (String file : version.files().keySet()) {
      try {
        registry.check(version, file);
        files++;
      } catch (DamageException e) {
        problems.add(e.getMessage());
      } catch (IOException e) {
        problems.add(
            "%s cannot be read: %s".formatted(registry.shown(number, file), e.getMessage()));
      }
    }
    version
        .parent()
        .ifPresent(
            parent -> {
              try {
                if (registry.read(parent).isEmpty()) {
                  problems.add(
                      "version %d was trained from version %d, which is not there"
                          .formatted(number, parent));
                }
              } catch (IOException e) {
                // Told where that version is read itself.
              }
            });
  }
}
