package io.perpixel.registry;

import io.perpixel.train.Content;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The runs of retraining of one registered model, a directory for each. */
public final class Runs {
  private static final String RECORD = "run.json";

  private final Store store;
  private final String model;

  /** Those below a directory of the store that has the model's name. */
  public Runs(Store store, String model) {
    this.store = store;
    this.model = model;
  }

  /**
   * The id that stands for a scheduler's logical date: the date, with a dash for each character
   * that a name of a file on any system cannot have.
   *
   * @throws IllegalArgumentException if nothing is left of it
   */
  public static String id(String logicalDate) {
    String id = logicalDate.strip().replaceAll("[^A-Za-z0-9._-]", "-");
    if (!Registry.isName(id)) {
      throw new IllegalArgumentException(
          "found the logical date \"%s\"; expected a date and time such as 2026-11-27T02:00:00Z"
              .formatted(logicalDate));
    }
    return id;
  }

  /**
   * What a run has done; empty if there is no such run.
   *
   * @throws DamageException if its record is not as it was written
   */
  public Optional<RunRecord> read(String id) throws IOException {
    String path = file(id, RECORD);
    Optional<byte[]> content = store.read(path);
    return content.isEmpty()
        ? Optional.empty()
        : Optional.of(RunRecord.parse(content.get(), store.shown(path)));
  }

  /** Replaces the record of a run. */
  public void write(RunRecord run) throws IOException {
    store.write(file(run.id(), RECORD), Content.of(run.toBytes()));
  }

  /** Writes or replaces another file of a run. */
  public void write(String id, String name, Content content) throws IOException {
    store.write(file(id, name), content);
  }

  /** Where a file of a run is, for those that read or write it themselves. */
  public String shown(String id, String name) {
    return store.shown(file(id, name));
  }

  /** Removes a file or directory of a run. */
  public void delete(String id, String name) throws IOException {
    store.delete(file(id, name));
  }

  private List<String> ids() throws IOException {
    return store.list(model + "/runs").stream().filter(Registry::isName).toList();
  }

  /** All runs, the newest first; those whose record is damaged are passed over. */
  public List<RunRecord> all() throws IOException {
    return all(damage -> {});
  }

  /**
   * Likewise.
   *
   * @param damage is told of each record that is damaged: which, how, and what to do
   */
  public List<RunRecord> all(Consumer<String> damage) throws IOException {
    List<RunRecord> all = new ArrayList<>();
    for (String id : ids()) {
      try {
        read(id).ifPresent(all::add);
      } catch (DamageException e) {
        damage.accept(e.getMessage());
      }
    }
    all.sort(Comparator.comparing((RunRecord run) -> run.ended().orElse(run.started())).reversed());
    return all;
  }

  /**
   * Removes old runs. What a version needs is among its own files; so no version needs a run. One
   * whose record is damaged stays, for nobody knows how old it is.
   *
   * @param newest how many stay, from 1
   * @param kept ids of runs that stay in any case
   * @return ids of those that were removed
   */
  public List<String> prune(int newest, Set<String> kept) throws IOException {
    List<RunRecord> all = all();
    Set<String> staying = new HashSet<>(kept);
    all.subList(0, Math.min(newest, all.size())).forEach(run -> staying.add(run.id()));
    List<String> removed = new ArrayList<>();
    for (String id : ids()) {
      if (!staying.contains(id) && !isDamaged(id)) {
        // First its record: what is left of a removal that was stopped is no run.
        store.delete(file(id, RECORD));
        store.delete(directory(id));
        removed.add(id);
      }
    }
    return removed;
  }

  private boolean isDamaged(String id) throws IOException {
    try {
      read(id);
      return false;
    } catch (DamageException e) {
      return true;
    }
  }

  private String directory(String id) {
    return model + "/runs/" + id;
  }

  private String file(String id, String name) {
    return directory(id) + "/" + name;
  }
}
