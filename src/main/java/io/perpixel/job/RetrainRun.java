package io.perpixel.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.perpixel.registry.Alias;
import io.perpixel.registry.DamageException;
import io.perpixel.registry.LockedException;
import io.perpixel.registry.PromotionPolicy.Verdict;
import io.perpixel.registry.Registry;
import io.perpixel.registry.Retention;
import io.perpixel.registry.RunRecord;
import io.perpixel.registry.RunRecord.Outcome;
import io.perpixel.registry.Runs;
import io.perpixel.registry.Store;
import io.perpixel.report.Figures;
import io.perpixel.spark.SparkSessions;
import io.perpixel.train.Build;
import io.perpixel.train.Json;
import io.perpixel.train.Sha256;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of retraining, from data to a decision. What each phase made is on the file system before
 * the next one begins, and every phase can be done twice, so a run that was killed anywhere goes on
 * when it is started again.
 */
final class RetrainRun {
  private static final Logger LOG = LoggerFactory.getLogger(RetrainRun.class);

  private static final String RESOLVE = "resolve";
  private static final String PROMOTE = "promote";

  /** In their order. */
  static final List<String> PHASES =
      List.of(
          RESOLVE,
          Challenger.PREPARE,
          Challenger.DRIFT,
          Challenger.TRAIN,
          Challenger.EVALUATE,
          Challenger.REGISTER,
          PROMOTE);

  private static final int ID_DIGITS = 16;
  private static final Duration ASK_AGAIN = Duration.ofSeconds(2);

  private final RetrainPlace place;
  private final RetrainNews news;
  private final Registry registry;
  private final Runs runs;
  private final Optional<String> logicalDate;
  private final List<String> command;

  /**
   * @param logicalDate of the scheduler
   * @param command the command line, for the record
   * @throws UsageException if the date cannot name a run, or nobody can be told about it
   */
  RetrainRun(RetrainPlace place, Optional<String> logicalDate, List<String> command) {
    this.place = place;
    this.command = command;
    news = new RetrainNews(place);
    registry = place.registry();
    runs = place.runs();
    try {
      this.logicalDate = logicalDate.map(Runs::id);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--logical-date: " + e.getMessage(), e);
    }
  }

  /**
   * Does what there is to do.
   *
   * @param lockWait how long to wait for another run
   * @throws LockedException if another one is at work for longer
   */
  RunRecord run(Duration lockWait) throws IOException, InterruptedException {
    if (logicalDate.isPresent()) {
      // Not even Spark has to start.
      Optional<RunRecord> done = ofDate().filter(r -> r.outcome().isFinal());
      if (done.isPresent()) {
        return nothing(done.get());
      }
    }
    Store.Lock held = lock(lockWait);
    try (held) {
      return alone();
    }
  }

  /** The run of the scheduler's date, as far as it has come. */
  private Optional<RunRecord> ofDate() throws IOException {
    try {
      return runs.read(logicalDate.orElseThrow());
    } catch (DamageException e) {
      failed(Optional.empty(), e);
      throw e;
    }
  }

  private Store.Lock lock(Duration lockWait) throws IOException, InterruptedException {
    Instant until = Instant.now().plus(lockWait);
    for (boolean told = false; ; told = true) {
      try {
        return place.lock();
      } catch (LockedException e) {
        if (!Instant.now().isBefore(until)) {
          throw e;
        }
        if (!told) {
          place.say("waiting up to %s: %s", Figures.duration(lockWait), e.getMessage());
        }
        Thread.sleep(ASK_AGAIN.toMillis());
      }
    }
  }

  private RunRecord alone() throws IOException, InterruptedException {
    RunRecord run = null;
    try {
      SparkSession spark =
          SparkSessions.open("perpixel retrain", Map.of("spark.ui.showConsoleProgress", "false"));
      Preparation preparation = new Preparation(spark, place.settings(), place.out());
      run = begin(preparation.digests());
      if (!run.outcome().isFinal()) {
        Challenger challenger = new Challenger(place, spark, run);
        if (!run.has(Challenger.REGISTER)) {
          challenger.make(preparation, command);
        }
        decide(run, challenger);
        end(run);
      }
      return run;
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      failed(Optional.ofNullable(run), e);
      throw e;
    }
  }

  /** The run of these data, which may have begun before, or even ended. */
  private RunRecord begin(Map<String, String> digests) throws IOException {
    long start = System.nanoTime();
    String fingerprint = fingerprint(digests);
    String id = logicalDate.orElse(fingerprint.substring(0, ID_DIGITS));
    Optional<RunRecord> before = runs.read(id);
    if (before.isPresent() && before.get().outcome().isFinal()) {
      // A date that is done stays done: the next one sees to it.
      return logicalDate.isEmpty() && isToDecideAgain(before.get())
          ? decideAgain(before.get(), id)
          : nothing(before.get());
    }
    RunRecord run = before.orElseGet(() -> new RunRecord(id, Instant.now(), fingerprint));
    List<String> damaged = new ArrayList<>();
    if (before.isEmpty()) {
      Optional<RunRecord> same = finished(fingerprint, damaged);
      damaged.forEach(damage -> place.say("warning: passed over: %s", damage));
      if (same.isPresent()) {
        return isToDecideAgain(same.get())
            ? decideAgain(same.get(), id)
            : unchanged(run, same.get(), digests);
      }
    }
    if (run.phases().isEmpty()) {
      place.say("run      %s", id);
    } else if (!run.fingerprint().equals(fingerprint) && !run.has(Challenger.REGISTER)) {
      place.say(
          "run      %s: data, settings or code have changed since its last attempt, which counts no more",
          id);
      run.beginAnew(fingerprint);
    } else {
      place.say("run      %s goes on after %s", id, String.join(", ", run.phases().keySet()));
    }
    run.resume();
    boolean resolved = run.has(RESOLVE) && isThere(run.base()) || run.has(Challenger.REGISTER);
    if (!resolved) {
      resolve(run, fingerprint, digests);
      damaged.forEach(run::warn);
      run.ended(RESOLVE, (System.nanoTime() - start) / 1e9);
    }
    runs.write(run);
    return run;
  }

  private void resolve(RunRecord run, String fingerprint, Map<String, String> digests)
      throws IOException {
    runs.delete(run.id(), Challenger.TRAIN);
    OptionalInt champion = place.champion();
    if (champion.isPresent()) {
      registry.check(registry.version(champion.getAsInt()));
    }
    run.beginAnew(fingerprint);
    run.resolved(digests, champion, place.retrain().warm() ? champion : OptionalInt.empty());
  }

  private boolean isThere(OptionalInt version) throws IOException {
    return version.isEmpty()
        || registry.versions().stream().anyMatch(v -> v.number() == version.getAsInt());
  }

  /**
   * A run that has ended with the same data, settings and code.
   *
   * @param damaged gets what is to be said of records that cannot be read. That they are passed
   *     over may cost a training, and nothing else
   */
  private Optional<RunRecord> finished(String fingerprint, List<String> damaged)
      throws IOException {
    List<RunRecord> same =
        runs.all(damaged::add).stream()
            .filter(r -> r.outcome().isFinal() && r.fingerprint().equals(fingerprint))
            .toList();
    // Rather the one that made a version than a later one that found nothing new.
    return same.stream()
        .filter(r -> r.version().isPresent())
        .findFirst()
        .or(() -> same.stream().findFirst());
  }

  /** Whether a version that was not promoted might be, by the settings of promotion as they are. */
  private boolean isToDecideAgain(RunRecord done) throws IOException {
    return done.outcome() == Outcome.KEPT
        && !done.policy().equals(policy())
        && isThere(done.version())
        && !place.champion().equals(done.version());
  }

  private String policy() {
    return RetrainSettings.promotion(place.settings());
  }

  /** Goes on with what a run has made, from its scores. */
  private RunRecord decideAgain(RunRecord done, String id) throws IOException {
    place.say(
        "run      %s: only retrain.promote has changed since run %s: version %d is scored and decided on again",
        id, done.id(), done.version().orElseThrow());
    RunRecord run = done.decidedAgainAs(id, Instant.now());
    run.redo(Challenger.EVALUATE);
    run.redo(PROMOTE);
    runs.write(run);
    return run;
  }

  private String fingerprint(Map<String, String> digests) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("code", Build.current().id());
    all.put("settings", RetrainSettings.decisive(place.settings()));
    all.put("data", new TreeMap<>(digests));
    return HexFormat.of().formatHex(Sha256.start().digest(Json.pretty(all).getBytes(UTF_8)));
  }

  private RunRecord nothing(RunRecord done) {
    place.say(
        "nothing to do: run %s has finished (%s, %s)",
        done.id(), done.outcome().label(), done.ended().map(Instant::toString).orElse(""));
    return done;
  }

  private RunRecord unchanged(RunRecord run, RunRecord same, Map<String, String> digests)
      throws IOException {
    run.resolved(digests, place.champion(), OptionalInt.empty());
    end(
        run,
        Outcome.UNCHANGED,
        "data, settings and code are those of run %s (%s)"
            .formatted(same.id(), same.outcome().label()));
    place.say("nothing to do: %s", run.reason());
    return run;
  }

  private void decide(RunRecord run, Challenger challenger) throws IOException {
    long start = System.nanoTime();
    OptionalInt champion = place.champion();
    boolean pointed = champion.equals(run.version());
    if (!champion.equals(run.champion()) && !pointed) {
      place.say("the champion is another one than when the run compared: comparing again");
      run.redo(Challenger.EVALUATE);
    }
    if (!run.has(Challenger.EVALUATE)) {
      challenger.evaluate();
    }
    if (run.promoted().isEmpty() || !run.policy().equals(policy()) && !pointed) {
      Verdict verdict = place.verdict(run);
      run.decided(verdict.promoted(), verdict.reason(), policy());
      runs.write(run);
    }
    if (run.promoted().orElseThrow()) {
      int version = run.version().orElseThrow();
      String reason = "run %s: %s".formatted(run.id(), run.verdict());
      registry.exclusively(() -> registry.point(Alias.CHAMPION, version, reason));
    }
    place.done(run, PROMOTE, start);
  }

  private void end(RunRecord run) throws IOException {
    boolean promoted = run.promoted().orElseThrow();
    end(run, promoted ? Outcome.PROMOTED : Outcome.KEPT, run.verdict());
    tidy(run);
    place.say(
        "%s: version %d %s the champion: %s",
        run.outcome().label(),
        run.version().orElseThrow(),
        promoted ? "is" : "is not",
        run.reason());
    place.say("report: %s", runs.shown(run.id(), RetrainReport.FILE));
  }

  private void end(RunRecord run, Outcome outcome, String reason) throws IOException {
    run.end(outcome, reason, Instant.now());
    news.page(run);
    // Before it is recorded: told twice is better than never.
    news.send(Optional.of(run), outcome, reason, ExitCode.OK);
    runs.write(run);
  }

  /** Removes what is not needed any more; that some of it stays is no reason to fail. */
  private void tidy(RunRecord run) {
    try {
      runs.delete(run.id(), Challenger.TRAIN + "/checkpoints");
      List<Integer> versions =
          registry.exclusively(() -> Retention.prune(registry, place.retrain().keepVersions()));
      Set<String> needed = new HashSet<>(Set.of(run.id()));
      for (Alias alias : registry.aliases()) {
        needed.add(registry.version(alias.version()).run());
      }
      List<String> old = runs.prune(place.retrain().keepRuns(), needed);
      if (!versions.isEmpty() || !old.isEmpty()) {
        place.say("removed  versions %s, runs %s", versions, old);
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn("cannot remove what is old: {}", e.toString());
    }
  }

  private void failed(Optional<RunRecord> known, Throwable thrown) {
    String reason = ErrorLine.of(thrown);
    Optional<RunRecord> run = known;
    try {
      if (run.isEmpty() && logicalDate.isPresent()) {
        String id = logicalDate.get();
        run = Optional.of(runs.read(id).orElseGet(() -> new RunRecord(id, Instant.now(), "")));
      }
      if (run.isPresent()) {
        run.get().end(Outcome.FAILED, reason, Instant.now());
        runs.write(run.get());
        news.page(run.get());
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn("cannot record that the run failed: {}", e.toString(), e);
    }
    // Also of what could not be recorded, as where the storage is gone.
    news.send(run, Outcome.FAILED, reason, ExitCode.of(thrown));
  }
}
