package io.perpixel.job;

import io.perpixel.metric.Drift;
import io.perpixel.registry.ModelVersion;
import io.perpixel.registry.PromotionPolicy.Comparison;
import io.perpixel.registry.PromotionPolicy.Verdict;
import io.perpixel.registry.Registry;
import io.perpixel.registry.RunRecord;
import io.perpixel.registry.RunRecord.Outcome;
import io.perpixel.report.Figures;
import io.perpixel.report.HtmlReport;
import io.perpixel.train.Build;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The page of a run of retraining: what happened, and why. */
final class RetrainReport {
  static final String FILE = "report.html";

  private static final int SHOWN = 10;

  /** Smaller shifts are none. */
  private static final double SEEN = 0.01;

  private static final String NONE = "–";
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final RunRecord run;
  private final RetrainSettings retrain;
  private final Registry registry;
  private final OptionalInt champion;
  private final List<RunRecord> runs;

  RetrainReport(RunRecord run, RetrainPlace place) throws IOException {
    this.run = run;
    this.retrain = place.retrain();
    this.registry = place.registry();
    this.champion = place.champion();
    this.runs = place.runs().all();
  }

  /**
   * The page.
   *
   * @param verdict if it came to that
   */
  String html(Optional<Verdict> verdict) throws IOException {
    HtmlReport page = HtmlReport.builder(title()).outcome(sentence());
    tiles(page, verdict);
    run.warnings().forEach(page::warning);
    if (verdict.isPresent()) {
      page.table("Is it better?", comparisonHeader(), comparisons(verdict.get()));
    }
    page.table("What to do", advice());
    drift(page);
    page.timings("Phases", timings());
    page.table("The last runs", List.of("run", "ended", "outcome", "version", metric()), history());
    page.table("Details", details());
    return page.footer("perpixel " + Build.current().id()).build();
  }

  private String title() {
    return switch (run.outcome()) {
      case PROMOTED -> "%s: version %d is the new champion".formatted(model(), version());
      case KEPT -> "%s: the champion stays".formatted(model());
      case FAILED -> "%s: retraining stopped".formatted(model());
      case UNCHANGED -> "%s: nothing new".formatted(model());
      case RUNNING -> "%s: retraining goes on".formatted(model());
    };
  }

  private String sentence() {
    String reason = run.reason();
    return switch (run.outcome()) {
      case PROMOTED -> "Version %d was trained and promoted: %s.".formatted(version(), reason);
      case KEPT ->
          "Version %d was trained and registered, but not promoted: %s."
              .formatted(version(), reason);
      case FAILED -> "%s. %s.".formatted(sentenceOf(reason), whoIsChampion());
      case UNCHANGED, RUNNING -> reason;
    };
  }

  /** As the alias says, not the run: it may have failed before it knew, or after it promoted. */
  private String whoIsChampion() {
    if (champion.isEmpty()) {
      return "There is no champion yet";
    }
    return champion.equals(run.version())
        ? "Its version %d is the champion already".formatted(version())
        : "The champion is still version %d, which nothing has touched"
            .formatted(champion.getAsInt());
  }

  private static String sentenceOf(String reason) {
    return reason.isEmpty()
        ? "It failed"
        : Character.toUpperCase(reason.charAt(0)) + reason.substring(1).replaceAll("\\.$", "");
  }

  private String model() {
    return registry.model();
  }

  private int version() {
    return run.version().orElse(0);
  }

  private String metric() {
    return retrain.policy().metric();
  }

  private void tiles(HtmlReport page, Optional<Verdict> verdict) {
    if (verdict.isPresent()) {
      Comparison main = verdict.get().comparisons().get(0);
      page.tile(
          Figures.metricTitle(main.metric()),
          Figures.metric(main.metric(), main.challenger()),
          run.version().isPresent() ? "version " + version() : "new version");
      page.tile(
          "Champion's",
          Figures.metric(main.metric(), main.champion()),
          run.champion().isPresent() ? "version " + run.champion().getAsInt() : "there was none");
    }
    if (run.outcome() == Outcome.FAILED) {
      page.tile("Stopped in", stoppedIn(), "what was done before is kept");
    }
    if (run.images() > 0) {
      page.tile("Training images", "%,d".formatted(run.images()), more());
    }
    page.tile(
        "Started from",
        run.parent().isPresent() ? "version " + run.parent().getAsInt() : "scratch",
        run.parent().isPresent() ? "its parameters" : "");
    page.tile(
        "Took",
        Figures.seconds(run.phases().values().stream().mapToDouble(s -> s).sum()),
        "all phases");
  }

  private String stoppedIn() {
    return RetrainRun.PHASES.stream().filter(phase -> !run.has(phase)).findFirst().orElse("report");
  }

  private static String minute(Instant time) {
    return MINUTE.format(time);
  }

  private String more() {
    long more = run.images() - run.imagesOfBase();
    return run.base().isEmpty()
        ? ""
        : more == 0
            ? "as many as version %d had".formatted(run.base().getAsInt())
            : "%,d %s than version %d had"
                .formatted(Math.abs(more), more > 0 ? "more" : "fewer", run.base().getAsInt());
  }

  private static List<String> comparisonHeader() {
    return List.of("metric", "new version", "champion", "better by", "needed", "");
  }

  private static List<List<String>> comparisons(Verdict verdict) {
    return verdict.comparisons().stream().map(RetrainReport::row).toList();
  }

  private static List<String> row(Comparison one) {
    return List.of(
        one.metric(),
        Figures.metric(one.metric(), one.challenger()),
        Figures.metric(one.metric(), one.champion()),
        Double.isNaN(one.gain()) ? NONE : signed(one.metric(), one.gain()),
        Double.isNaN(one.needed())
            ? NONE
            : one.needed() == 0 ? "anything" : signed(one.metric(), one.needed()),
        one.passed() ? "yes" : "NO");
  }

  private static String signed(String metric, double value) {
    return (value < 0 ? "−" : "") + Figures.metric(metric, Math.abs(value));
  }

  private Map<String, String> advice() {
    Map<String, String> advice = new LinkedHashMap<>();
    String where =
        "--set registry.directory=%s --set registry.model=%s"
            .formatted(retrain.registry(), model());
    switch (run.outcome()) {
      case PROMOTED -> {
        advice.put("use it", registry.shown(version(), EarlierRun.MODEL));
        if (run.champion().isPresent()) {
          advice.put("take it back", "submit/perpixel registry rollback " + where);
        }
      }
      case KEPT -> {
        advice.put("look at it", registry.shown(version(), TrainingReport.FILE));
        advice.put(
            "promote it all the same",
            "submit/perpixel registry promote %d %s".formatted(version(), where));
      }
      case FAILED -> advice.put("go on", "start the same command again, once the reason is gone");
      case UNCHANGED, RUNNING -> advice.put("nothing", "the next run looks again");
    }
    return advice;
  }

  private void drift(HtmlReport page) {
    if (run.shifts().isEmpty()) {
      return;
    }
    String heading = "Training images beside those of version %d".formatted(run.base().orElse(0));
    List<List<String>> rows =
        run.shifts().stream()
            .filter(shift -> shift.index() >= SEEN)
            .limit(SHOWN)
            .map(this::row)
            .toList();
    if (rows.isEmpty()) {
      page.table(
          heading,
          Map.of("stability index", "0 of all %d distributions".formatted(run.shifts().size())));
    } else {
      page.table(heading, List.of("distribution", "images", "stability index", ""), rows);
    }
  }

  private List<String> row(Drift.Shift shift) {
    return List.of(
        shift.of(),
        shift.part(),
        Figures.number(shift.index()),
        shift.index() >= retrain.driftThreshold() ? "far" : "near");
  }

  private Map<String, Duration> timings() {
    Map<String, Duration> timings = new LinkedHashMap<>();
    run.phases()
        .forEach(
            (phase, seconds) -> timings.put(phase, Duration.ofMillis(Math.round(seconds * 1000))));
    return timings;
  }

  private List<List<String>> history() {
    List<List<String>> rows = new ArrayList<>();
    for (RunRecord one : runs.subList(0, Math.min(SHOWN, runs.size()))) {
      RunRecord shown = one.id().equals(run.id()) ? run : one;
      Double value = shown.metrics().get(metric());
      rows.add(
          List.of(
              shown.id(),
              shown.ended().map(RetrainReport::minute).orElse(NONE),
              shown.outcome().label(),
              text(shown.version()),
              value == null ? NONE : Figures.metric(metric(), value)));
    }
    return rows;
  }

  private Map<String, Object> details() throws IOException {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("run", run.id());
    details.put("started", minute(run.started()));
    run.ended().ifPresent(time -> details.put("ended", minute(time)));
    run.data().forEach((name, digest) -> details.put("data " + name, digest));
    details.put("champion when it began", text(run.base()));
    if (run.base().isPresent()) {
      registry.versions().stream()
          .filter(v -> v.number() == run.base().getAsInt())
          .findFirst()
          .map(ModelVersion::run)
          .ifPresent(made -> details.put("made by run", made));
    }
    details.put("frozen test set", retrain.testName() + ", SHA-256 " + run.testSet());
    details.put("fingerprint", run.fingerprint());
    if (run.outcome() == Outcome.PROMOTED || run.outcome() == Outcome.KEPT) {
      details.put("training report", registry.shown(version(), TrainingReport.FILE));
    }
    return details;
  }

  private static String text(OptionalInt number) {
    return number.isPresent() ? Integer.toString(number.getAsInt()) : NONE;
  }
}
