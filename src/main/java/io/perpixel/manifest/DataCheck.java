package io.perpixel.manifest;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Compares what is at a destination with a manifest. */
public final class DataCheck {
  private final Manifest manifest;
  private final Destination destination;

  public DataCheck(Manifest manifest, Destination destination) {
    this.manifest = manifest;
    this.destination = destination;
  }

  /**
   * Reads every byte: that is cheap next to training on damaged data.
   *
   * @param progress told of the bytes read
   * @return what is wrong, by file name; empty if all is well
   */
  public Map<String, String> problems(Progress progress) throws IOException {
    Map<String, String> problems = new LinkedHashMap<>();
    long done = 0;
    progress.start("verifying " + manifest.name(), manifest.size());
    try {
      for (DataFile file : manifest.files()) {
        problem(file).ifPresent(problem -> problems.put(file.name(), problem));
        done += file.size();
        progress.advance(done);
      }
    } finally {
      progress.done();
    }
    return problems;
  }

  private Optional<String> problem(DataFile file) throws IOException {
    Optional<InputStream> stream = destination.open(file.name());
    if (stream.isEmpty()) {
      return Optional.of("is not there");
    }
    try (InputStream in = stream.get()) {
      Digesting.verify(in, file.size(), List.of(file.checksum()));
      return Optional.empty();
    } catch (IntegrityException e) {
      return Optional.of("is not the expected file: " + e.getMessage());
    }
  }

  /** Files that are there and that the manifest does not name, by name as it may be printed. */
  public List<String> extras() throws IOException {
    Set<String> known = new HashSet<>();
    manifest.files().forEach(file -> known.add(file.name()));
    List<String> extras = new ArrayList<>();
    FileTree.walk(
        destination,
        (name, size) -> {
          if (!known.contains(name)) {
            extras.add(FileNames.shown(name));
          }
        });
    return extras;
  }
}
