package io.perpixel.registry;

import io.perpixel.train.Content;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The versions and aliases of one registered model. Readers need no lock; whoever registers, moves
 * an alias or removes does it {@linkplain #exclusively exclusively}.
 */
public final class Registry {
  /** The file of a version that is the model. */
  public static final String MODEL = "model.zip";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
  private static final Pattern VERSION = Pattern.compile("\\d{6,9}");
  private static final String RECORD = "version.json";

  private final Store store;
  private final String model;
  private final Clock clock;

  /**
   * The registry of a model; nothing is made before the first version.
   *
   * @param model name of the registered model
   * @throws IllegalArgumentException if that is no name of a directory on every file system
   */
  public Registry(Store store, String model, Clock clock) {
    this.store = store;
    this.model = requireName("registry.model", model);
    this.clock = clock;
  }

  /** Whether a text can name a directory of ours on every file system. */
  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  private static String requireName(String what, String name) {
    if (!isName(name)) {
      throw new IllegalArgumentException(
          "%s is \"%s\": expected letters, digits, dots, dashes and underscores, at most 100, the first a letter or digit"
              .formatted(what, name));
    }
    return name;
  }

  /** The names of the models in a registry. */
  public static List<String> models(Store store) throws IOException {
    return store.list("").stream().filter(Registry::isName).toList();
  }

  /** Name of the model. */
  public String model() {
    return model;
  }

  /**
   * What a new version is.
   *
   * @param run id of the run that made it
   * @param parent version that it was trained from
   * @param metrics on the frozen test set
   */
  public record Registration(String run, OptionalInt parent, Map<String, Double> metrics) {}

  /**
   * Makes a version; one of the same model that this run has made already is returned as it is.
   *
   * @param files by their name, {@code model.zip} among them
   */
  public ModelVersion register(Registration what, Map<String, Content> files) throws IOException {
    int last = 0;
    for (ModelVersion there : versions()) {
      // Not by the run alone: an attempt that counted no more may have left another model.
      if (there.run().equals(what.run())
          && FileDigest.of(files.get(MODEL)).equals(there.files().get(MODEL))) {
        return there;
      }
      last = there.number();
    }
    for (int unfinished : numbers()) {
      // What a run left that was killed here. The newest version is never removed, so it is no rest
      // of a removal, and its number was never given to anybody.
      if (unfinished > last) {
        store.delete(directory(unfinished));
      }
    }
    int number = last + 1;
    Map<String, FileDigest> digests = new TreeMap<>();
    for (Map.Entry<String, Content> file : files.entrySet()) {
      digests.put(
          file.getKey(), FileDigest.write(file.getValue(), file(number, file.getKey()), store));
    }
    ModelVersion version =
        new ModelVersion(model, number, now(), what.run(), what.parent(), what.metrics(), digests);
    store.write(file(number, RECORD), Content.of(version.toBytes()));
    return version;
  }

  /** The whole versions, oldest first. */
  public List<ModelVersion> versions() throws IOException {
    List<ModelVersion> versions = new ArrayList<>();
    for (int number : numbers()) {
      read(number).ifPresent(versions::add);
    }
    return versions;
  }

  /**
   * One version.
   *
   * @throws NoSuchElementException if there is none of that number, naming those that are there
   */
  public ModelVersion version(int number) throws IOException {
    Optional<ModelVersion> version = read(number);
    if (version.isEmpty()) {
      List<Integer> there = versions().stream().map(ModelVersion::number).toList();
      throw new NoSuchElementException(
          "%s has no version %d; it has %s".formatted(model, number, there));
    }
    return version.get();
  }

  /** Path of a file of a version in the store. */
  public String file(int number, String name) {
    return directory(number) + "/" + name;
  }

  /**
   * A small file of a version, checked: {@code evaluation.json}, {@code statistics.json}.
   *
   * @return empty if the version has no such file
   * @throws DamageException if it is not as it was written
   */
  public Optional<byte[]> read(ModelVersion version, String name) throws IOException {
    FileDigest expected = version.files().get(name);
    if (expected == null) {
      return Optional.empty();
    }
    byte[] content =
        store
            .read(file(version.number(), name))
            .orElseThrow(() -> new DamageException(shown(version.number(), name) + " is missing"));
    check(version, name, FileDigest.of(new ByteArrayInputStream(content)));
    return Optional.of(content);
  }

  /**
   * Reads all files of a version, to be sure of them before they are used.
   *
   * @throws DamageException naming the first that is not as it was written
   */
  public void check(ModelVersion version) throws IOException {
    for (String name : version.files().keySet()) {
      check(version, name);
    }
  }

  /** Likewise, one of them. */
  void check(ModelVersion version, String name) throws IOException {
    try (InputStream in = store.open(file(version.number(), name))) {
      check(version, name, FileDigest.of(in));
    } catch (FileNotFoundException e) {
      throw new DamageException(shown(version.number(), name) + " is missing", e);
    }
  }

  private void check(ModelVersion version, String name, FileDigest found) throws IOException {
    FileDigest expected = version.files().get(name);
    if (!found.equals(expected)) {
      throw new DamageException(
          "%s changed: %d bytes with SHA-256 %s, expected %d bytes with %s"
              .formatted(
                  shown(version.number(), name),
                  found.size(),
                  found.sha256(),
                  expected.size(),
                  expected.sha256()));
    }
  }

  /** Something that changes what is registered. */
  public interface Change<T> {
    T make() throws IOException;
  }

  /**
   * Changes something while nobody else can.
   *
   * @throws LockedException if somebody else does at present
   */
  public <T> T exclusively(Change<T> change) throws IOException {
    Store.Lock held = store.lock(model + "/aliases");
    try (held) {
      return change.make();
    }
  }

  /** The files of a version, for those that read it themselves. */
  public String shown(int number, String name) {
    return store.shown(file(number, name));
  }

  /** What an alias names; empty if it was never set. */
  public Optional<Alias> alias(String name) throws IOException {
    String path = aliasFile(name);
    Optional<byte[]> content = store.read(path);
    return content.isEmpty()
        ? Optional.empty()
        : Optional.of(Alias.parse(content.get(), store.shown(path)));
  }

  /** All aliases, by name. */
  public List<Alias> aliases() throws IOException {
    List<Alias> all = new ArrayList<>();
    for (String file : store.list(model + "/aliases")) {
      if (file.endsWith(".json")) {
        alias(file.substring(0, file.length() - ".json".length())).ifPresent(all::add);
      }
    }
    return all;
  }

  /**
   * Lets an alias name a version; nothing changes if it does already.
   *
   * @throws NoSuchElementException if there is no such version
   */
  public Alias point(String alias, int number, String reason) throws IOException {
    version(number);
    Alias.Pointing next = new Alias.Pointing(number, now(), reason);
    Optional<Alias> before = alias(alias);
    if (before.isPresent() && before.get().version() == number) {
      return before.get();
    }
    return write(
        before.isEmpty() ? new Alias(alias, List.of(next)) : before.get().pointingAt(next));
  }

  /**
   * Lets an alias name the version again that it named before.
   *
   * @throws NoSuchElementException if the alias was never set, or that version is gone
   * @throws IllegalStateException if it has named no other
   */
  public Alias rollback(String alias, String reason) throws IOException {
    Alias back =
        alias(alias)
            .orElseThrow(
                () -> new NoSuchElementException("%s has no alias %s".formatted(model, alias)))
            .rolledBack(now(), reason);
    version(back.version());
    return write(back);
  }

  private Alias write(Alias alias) throws IOException {
    store.write(aliasFile(alias.name()), Content.of(alias.toBytes()));
    return alias;
  }

  /** Numbers of all directories of versions, whole or not. */
  List<Integer> numbers() throws IOException {
    return store.list(model + "/versions").stream()
        .filter(name -> VERSION.matcher(name).matches())
        .map(Integer::parseInt)
        .sorted()
        .toList();
  }

  /** A version's record; empty if the version is not whole. */
  Optional<ModelVersion> read(int number) throws IOException {
    String path = file(number, RECORD);
    Optional<byte[]> content = store.read(path);
    return content.isEmpty()
        ? Optional.empty()
        : Optional.of(ModelVersion.parse(content.get(), store.shown(path)));
  }

  String directory(int number) {
    return "%s/versions/%06d".formatted(model, number);
  }

  private String aliasFile(String name) {
    return "%s/aliases/%s.json".formatted(model, requireName("the alias", name));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  Store store() {
    return store;
  }
}
