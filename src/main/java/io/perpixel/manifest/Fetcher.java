package io.perpixel.manifest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Brings the files of a manifest to a destination.
 *
 * <p>Files with the same list of sources form a group; its sources are tried in order until one
 * delivers every file of the group with the right digest. All of that happens in the destination's
 * staging directory, which one fetch holds at a time; only verified files are published, and last
 * of all the record {@code _fetched.json}. After a failure what was downloaded stays in the staging
 * directory, so that the next run goes on from there.
 */
public final class Fetcher {
  private final Manifest manifest;
  private final Destination destination;
  private final FetchSettings settings;
  private final Progress progress;
  private final FileOpener opener;

  /** A fetch whose sources are downloads and local files. */
  public Fetcher(
      Manifest manifest, Destination destination, FetchSettings settings, Progress progress) {
    this(
        manifest,
        destination,
        settings,
        progress,
        uri -> {
          throw new IOException(
              "files of the scheme '%s' are not known".formatted(uri.getScheme()));
        });
  }

  /** A fetch whose sources may be on file systems that {@code opener} knows, too. */
  public Fetcher(
      Manifest manifest,
      Destination destination,
      FetchSettings settings,
      Progress progress,
      FileOpener opener) {
    this.manifest = manifest;
    this.destination = destination;
    this.settings = settings;
    this.progress = progress;
    this.opener = opener;
  }

  /**
   * Fetches what is not at the destination yet.
   *
   * @return the sources that delivered; empty if everything was there already
   * @throws FetchException if no source of a group delivers
   * @throws IOException if the local disk or the destination fails
   */
  public List<String> fetch() throws IOException, InterruptedException {
    if (problems().isEmpty() && recorded()) {
      return List.of();
    }
    try (Staging staging = Staging.open(destination.staging(), progress)) {
      // Again, under the lock: another fetch may have done the work while we waited.
      Map<String, String> problems = problems();
      problems.forEach(this::noteDamage);
      Map<String, String> delivered =
          new HashMap<>(FetchRecord.read(destination).map(FetchRecord::sources).orElse(Map.of()));
      List<String> used = new ArrayList<>();
      Map<List<String>, List<DataFile>> groups =
          manifest.files().stream()
              .filter(file -> problems.containsKey(file.name()))
              .collect(
                  Collectors.groupingBy(
                      DataFile::sources, LinkedHashMap::new, Collectors.toList()));
      Map<String, Source> sources = manifest.sourcesById();
      Downloads downloads = new Downloads(staging.directory(), settings, progress, opener);
      for (List<DataFile> group : groups.values()) {
        Source source = bring(group, sources, downloads);
        group.forEach(file -> delivered.put(file.name(), source.id()));
        used.add(source.id());
      }
      if (!problems.isEmpty() || !recorded()) {
        Path record = staging.directory().resolve(FetchRecord.NAME);
        FetchRecord.write(record, manifest, delivered);
        publish(record, FetchRecord.NAME);
      }
      staging.clear();
      return used.stream().distinct().toList();
    }
  }

  private Map<String, String> problems() throws IOException {
    return new DataCheck(manifest, destination).problems(Progress.SILENT);
  }

  private boolean recorded() throws IOException {
    return FetchRecord.read(destination).filter(record -> record.covers(manifest)).isPresent();
  }

  private void noteDamage(String name, String problem) {
    if (!problem.equals("is not there")) {
      progress.note("%s in %s %s; fetching it again".formatted(name, destination, problem));
    }
  }

  private Source bring(List<DataFile> group, Map<String, Source> sources, Downloads downloads)
      throws IOException, InterruptedException {
    List<String> reasons = new ArrayList<>();
    for (String id : group.get(0).sources()) {
      Source source = sources.get(id);
      Path tree = downloads.emptyDirectory();
      try {
        for (Map.Entry<DataFile, Path> file : unpack(source, group, downloads, tree).entrySet()) {
          publish(file.getValue(), file.getKey().name());
        }
        return source;
      } catch (DiskException e) {
        throw new FetchException(
            "cannot fetch %s: %s".formatted(manifest.name(), e.getMessage()), e);
      } catch (FetchException e) {
        throw e;
      } catch (IOException e) {
        reasons.add(source + ": " + e.getMessage());
        progress.note(source + " does not deliver: " + e.getMessage());
      } finally {
        // The next run goes on from what was downloaded. What came out of it only takes room.
        Staging.deleteTree(tree);
      }
    }
    throw new FetchException(
        "cannot fetch %s: none of its %d sources delivers%n  - %s"
            .formatted(
                manifest.name(), reasons.size(), String.join("%n  - ".formatted(), reasons)));
  }

  /** The files of a group, verified. */
  private Map<DataFile, Path> unpack(
      Source source, List<DataFile> group, Downloads downloads, Path tree)
      throws IOException, InterruptedException {
    Path delivered = downloads.bring(source);
    if (source.unpack() != Unpack.NONE) {
      progress.note("unpacking and verifying " + source.id());
    }
    Map<DataFile, Path> unpacked = Unpacker.unpack(source.unpack(), delivered, group, tree);
    for (Map.Entry<DataFile, Path> file : unpacked.entrySet()) {
      check(file.getKey(), file.getValue());
    }
    return unpacked;
  }

  private void publish(Path file, String name) throws IOException {
    try {
      destination.publish(file, name);
    } catch (IOException e) {
      throw new FetchException(
          "cannot write %s to %s: %s".formatted(name, destination, e.getMessage()), e);
    }
  }

  private static void check(DataFile file, Path where) throws IOException {
    try {
      Digesting.verify(where, file.size(), List.of(file.checksum()));
    } catch (IntegrityException e) {
      throw new IntegrityException(
          "it delivers a wrong '%s': %s".formatted(file.path(), e.getMessage()));
    }
  }
}
