package io.perpixel.job;

import io.perpixel.palette.Palette;
import io.perpixel.registry.Registry;
import io.perpixel.spark.RunDirectory;
import io.perpixel.train.History;
import io.perpixel.train.ModelFile;
import io.perpixel.train.Provenance;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What an earlier part of a run left in its directory, and whether this one may go on with it. */
final class EarlierRun {
  static final String SETTINGS = "settings.conf";
  static final String HISTORY = "history.jsonl";
  static final String PROVENANCE = "provenance.json";
  static final String MODEL = Registry.MODEL;

  /** Settings that decide the parameters' bits, {@link Settings#FREE_ON_RESUME} excepted. */
  private static final List<String> DECISIVE = List.of("data.", "palette.", "model.", "train.");

  /**
   * What a checkpoint holds, so that another value would have no effect; besides {@code model.}.
   */
  private static final Set<String> IN_CHECKPOINTS =
      Set.of(
          "train.optimiser",
          "train.momentum",
          "train.nesterov",
          "train.weight-decay",
          "train.class-weights",
          "train.initial",
          "train.initial-config",
          "train.fresh",
          "train.trainable",
          "train.frozen-stages",
          "train.frozen-mode",
          "train.seed");

  private final RunDirectory directory;
  private final Optional<Provenance> provenance;
  private final History recorded;

  /** Whether something that decides an epoch's steps is not what it was, and that was accepted. */
  private boolean changed;

  private EarlierRun(
      RunDirectory directory, Optional<Provenance> provenance, History recorded, boolean changed) {
    this.directory = directory;
    this.provenance = provenance;
    this.recorded = recorded;
    this.changed = changed;
  }

  private static EarlierRun none(RunDirectory directory) {
    return new EarlierRun(directory, Optional.empty(), History.empty(), false);
  }

  /**
   * Looks into a run directory, which may be empty. A run that was stopped before its first
   * checkpoint left nothing to go on with, so its settings do not bind this one.
   *
   * @throws UsageException if the directory is taken, or its run had other settings
   */
  static EarlierRun open(RunDirectory directory, Settings settings, Resume resume, PrintWriter out)
      throws IOException {
    if (directory.isEmpty()) {
      return none(directory);
    }
    Optional<byte[]> before = directory.read(SETTINGS);
    if (before.isEmpty()) {
      throw new UsageException(
          "run.directory %s is not empty, and there is no %s of a run in it: name another directory"
              .formatted(directory, SETTINGS));
    }
    if (resume == Resume.NO) {
      throw new UsageException(
          "run.directory %s is not empty: continue that run with --resume, or name another directory"
              .formatted(directory));
    }
    if (directory.checkpoints().isEmpty()) {
      return none(directory);
    }
    List<String> changes = changes(directory, text(before.get()), settings, resume);
    changes.forEach(change -> out.println("warning: " + change));
    Optional<byte[]> json = directory.read(PROVENANCE);
    Optional<Provenance> provenance =
        json.isEmpty()
            ? Optional.empty()
            : Optional.of(Provenance.parse(json.get(), directory.path(PROVENANCE)));
    byte[] lines = directory.read(HISTORY).orElse(new byte[0]);
    History recorded = History.parse(lines, directory.path(HISTORY));
    return new EarlierRun(directory, provenance, recorded, !changes.isEmpty());
  }

  /**
   * Settings that decide what an epoch computes and are not what they were.
   *
   * @throws UsageException if one may not change
   */
  private static List<String> changes(
      RunDirectory directory, String before, Settings settings, Resume resume) {
    List<String> changes = new ArrayList<>();
    Map<String, String> then = Settings.flat(Settings.parse(before));
    Map<String, String> now = new TreeMap<>(Settings.flat(settings));
    // A key that one of both leaves unset is in one map only.
    then.keySet().forEach(key -> now.putIfAbsent(key, "null"));
    boolean planned = settings.train().optimiser().dependsOnEpochs();
    now.forEach(
        (key, value) -> {
          String old = then.getOrDefault(key, "null");
          boolean decides = decides(key) || planned && key.equals("train.epochs");
          if (!decides || value.equals(old)) {
            return;
          }
          String found =
              "%s was trained with %s = %s, now it is %s".formatted(directory, key, old, value);
          if (key.startsWith("model.") || IN_CHECKPOINTS.contains(key)) {
            throw new UsageException(
                found
                    + ", and its checkpoints hold the former: resume with the same settings, or name another run.directory");
          }
          if (resume != Resume.CHANGED) {
            throw new UsageException(
                found
                    + ": resume with the same settings, say --accept-changes, or name another run.directory");
          }
          changes.add(found);
        });
    return changes;
  }

  /** Whether a setting decides what an epoch computes. */
  static boolean decides(String key) {
    return DECISIVE.stream().anyMatch(key::startsWith) && !Settings.FREE_ON_RESUME.contains(key);
  }

  /** What the run wrote about itself when it began; empty if it has not begun. */
  Optional<Provenance> provenance() {
    return provenance;
  }

  /** All epochs that were recorded, also those after the last checkpoint. */
  History recorded() {
    return recorded;
  }

  /** Whether all epochs that are wanted are done and everything is written. */
  boolean finished(TrainSettings train) throws IOException {
    return provenance.flatMap(p -> p.text("finished")).isPresent()
        && (recorded.epochs().size() >= train.epochs() || train.keep().endsAfter(recorded))
        && directory.exists(MODEL)
        && directory.exists(TrainingReport.FILE);
  }

  /**
   * The newest checkpoint that can be read; says which could not, and why. To be asked after {@link
   * #requireSameData}: where changes were accepted, an epoch cannot go on from its middle.
   *
   * @return empty if there is none that this run may go on from
   * @throws IOException if all are damaged
   */
  Optional<ModelFile> newestCheckpoint(PrintWriter out) throws IOException {
    List<String> names = directory.checkpoints();
    int readable = 0;
    for (String name : names) {
      try {
        byte[] content = directory.read(name).orElseThrow();
        ModelFile file = ModelFile.readCheckpoint(content, directory.path(name));
        readable++;
        int step = file.progress().step();
        if (step > 0 && changed) {
          out.printf("passing over %s: its steps are of the former settings or data%n", name);
          continue;
        }
        String where = step == 0 ? "" : ", step %d of the next,".formatted(step);
        out.printf(
            "resuming after epoch %d%s from %s%n", file.epochs(), where, directory.path(name));
        return Optional.of(file);
      } catch (IOException e) {
        out.printf("warning: passing over the checkpoint %s: %s%n", name, e.getMessage());
      } finally {
        out.flush();
      }
    }
    if (readable == names.size()) {
      return Optional.empty();
    }
    throw new IOException(
        "none of the %d checkpoints in %s can be read (reasons above): name another run.directory to start anew"
            .formatted(names.size(), directory.path("checkpoints")));
  }

  /**
   * Checks that the data are still those of the first part.
   *
   * @throws UsageException naming what changed, with both digests; if changes are accepted, only
   *     for the palette, whose colours are the model's outputs
   */
  void requireSameData(Preparation.Prepared prepared, Resume resume, PrintWriter out) {
    if (provenance.isEmpty()) {
      return;
    }
    Map<String, Object> then = provenance.get().section("data");
    // By digest, not by name: the same data may have moved, data.directory being free.
    prepared
        .digests()
        .forEach(
            (name, digest) -> {
              if (then.containsValue(digest)) {
                return;
              }
              String found = changed(name, then.values().toString(), digest);
              if (resume != Resume.CHANGED) {
                throw new UsageException(
                    found
                        + ": bring the former back, say --accept-changes, or name another run.directory");
              }
              out.println("warning: " + found);
              changed = true;
            });
    String palette = prepared.palette().map(Palette::hash).orElse("none");
    provenance
        .get()
        .text("palette_sha256")
        .filter(hash -> !hash.equals(palette))
        .ifPresent(
            hash -> {
              throw new UsageException(
                  changed("the palette", hash, palette)
                      + ": bring the former back, or name another run.directory");
            });
  }

  /** Other kernels or threads sum in another order: allowed, but not without a word. */
  void warnOfOtherKernels(Provenance now, PrintWriter out) {
    provenance
        .map(before -> before.section("kernels"))
        .filter(before -> !before.equals(now.section("kernels")))
        .ifPresent(
            before ->
                out.printf(
                    "warning: this run began with %s, now it has %s: last bits may differ from an undisturbed run%n",
                    before, now.section("kernels")));
  }

  private String changed(String what, String then, String now) {
    return "%s changed since the run in %s began (digest %s, now %s)"
        .formatted(what, directory, then, now);
  }

  private static String text(byte[] utf8) {
    return new String(utf8, StandardCharsets.UTF_8);
  }
}
