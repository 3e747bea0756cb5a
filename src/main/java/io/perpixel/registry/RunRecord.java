package io.perpixel.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.perpixel.metric.Drift;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * What a run of retraining has done so far: written after each phase, so that another process can
 * go on where this one stopped.
 */
public final class RunRecord {
  /** What came of a run. */
  public enum Outcome {
    /** It goes on, or was killed. */
    RUNNING,
    /** Its version is the champion. */
    PROMOTED,
    /** Its version is registered; the champion stayed. */
    KEPT,
    /** Data, settings and code were those of an earlier run. */
    UNCHANGED,
    /** It stopped, and can be continued. */
    FAILED;

    /** Whether there is nothing left to do. */
    public boolean isFinal() {
      return this != RUNNING && this != FAILED;
    }

    /** As in files and messages. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final String IF_DAMAGED =
      "Bring a copy back, or delete its directory: then that run counts as if it had never been";

  private final String id;
  private final Instant started;
  private String fingerprint;
  private Map<String, String> data = Map.of();
  private OptionalInt base = OptionalInt.empty();
  private OptionalInt parent = OptionalInt.empty();
  private final Map<String, Double> phases = new LinkedHashMap<>();
  private long images;
  private long imagesOfBase;
  private List<Drift.Shift> shifts = List.of();
  private final List<String> warnings = new ArrayList<>();
  private String testSet = "";
  private Map<String, Double> metrics = Map.of();
  private OptionalInt champion = OptionalInt.empty();
  private Map<String, Double> championMetrics = Map.of();
  private OptionalInt version = OptionalInt.empty();
  private Optional<Boolean> promoted = Optional.empty();
  private String verdict = "";
  private String policy = "";
  private Outcome outcome = Outcome.RUNNING;
  private String reason = "";
  private Optional<Instant> ended = Optional.empty();

  /** A run that begins. */
  public RunRecord(String id, Instant started, String fingerprint) {
    this.id = id;
    this.started = started.truncatedTo(ChronoUnit.SECONDS);
    this.fingerprint = fingerprint;
  }

  /** The scheduler's logical date, or the beginning of the fingerprint. */
  public String id() {
    return id;
  }

  /** When its first process began. */
  public Instant started() {
    return started;
  }

  /** Digest of configuration, data and code. */
  public String fingerprint() {
    return fingerprint;
  }

  /**
   * Begins to work with other data, settings or code than an attempt before, of which nothing
   * counts any more.
   */
  public void beginAnew(String newFingerprint) {
    fingerprint = newFingerprint;
    phases.clear();
    shifts = List.of();
    warnings.clear();
    testSet = "";
    metrics = Map.of();
    champion = OptionalInt.empty();
    championMetrics = Map.of();
    promoted = Optional.empty();
    verdict = "";
    policy = "";
    images(0, 0);
  }

  /** Another run with all that this one has made, of which the promotion is to be decided again. */
  public RunRecord decidedAgainAs(String other, Instant now) {
    RunRecord run = new RunRecord(other, now, fingerprint);
    run.resolved(data, base, parent);
    phases.keySet().forEach(phase -> run.ended(phase, 0));
    run.images(images, imagesOfBase);
    run.shifts(shifts);
    warnings.forEach(run::warn);
    run.testSet(testSet);
    run.scored(metrics, champion, championMetrics);
    run.version = version;
    return run;
  }

  /** Goes on after a stop. */
  public void resume() {
    outcome = Outcome.RUNNING;
    reason = "";
    ended = Optional.empty();
  }

  /** Digests of the data by name. */
  public Map<String, String> data() {
    return data;
  }

  /** The champion when the run began: its palette is used, its data are compared with. */
  public OptionalInt base() {
    return base;
  }

  /** The version that training starts from; empty if from scratch. */
  public OptionalInt parent() {
    return parent;
  }

  /** What is known before anything is computed. */
  public void resolved(Map<String, String> digests, OptionalInt atStart, OptionalInt startsFrom) {
    data = new TreeMap<>(digests);
    base = atStart;
    parent = startsFrom;
  }

  /** Seconds that each phase took, in their order. */
  public Map<String, Double> phases() {
    return new LinkedHashMap<>(phases);
  }

  /** Whether a phase has ended. */
  public boolean has(String phase) {
    return phases.containsKey(phase);
  }

  /** A phase has ended; seconds of several attempts add up. */
  public void ended(String phase, double seconds) {
    phases.merge(phase, seconds, Double::sum);
  }

  /** A phase has to be done again. */
  public void redo(String phase) {
    phases.remove(phase);
  }

  /** Training images; 0 if they have not been counted yet. */
  public long images() {
    return images;
  }

  /** Those of {@link #base()}, when it was trained. */
  public long imagesOfBase() {
    return imagesOfBase;
  }

  /** See {@link #images()} and {@link #imagesOfBase()}. */
  public void images(long now, long then) {
    images = now;
    imagesOfBase = then;
  }

  /** How far the training data are from the champion's, the farthest first. */
  public List<Drift.Shift> shifts() {
    return shifts;
  }

  /** See {@link #shifts()}. */
  public void shifts(List<Drift.Shift> found) {
    shifts = List.copyOf(found);
  }

  /** What a reader should know, a sentence each. */
  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  /** Adds one, unless it is there. */
  public void warn(String warning) {
    if (!warnings.contains(warning)) {
      warnings.add(warning);
    }
  }

  /** Digest of the frozen test set's bytes. */
  public String testSet() {
    return testSet;
  }

  /** See {@link #testSet()}. */
  public void testSet(String digest) {
    testSet = digest;
  }

  /** Of the new model on the test set. */
  public Map<String, Double> metrics() {
    return metrics;
  }

  /** The version that the new model was compared with; empty if there was none. */
  public OptionalInt champion() {
    return champion;
  }

  /** Of {@link #champion()} on the same test set. */
  public Map<String, Double> championMetrics() {
    return championMetrics;
  }

  /** Both were scored. */
  public void scored(
      Map<String, Double> ofNew, OptionalInt against, Map<String, Double> ofChampion) {
    metrics = new TreeMap<>(ofNew);
    champion = against;
    championMetrics = new TreeMap<>(ofChampion);
    promoted = Optional.empty();
    verdict = "";
    policy = "";
  }

  /** The version that was registered. */
  public OptionalInt version() {
    return version;
  }

  /** See {@link #version()}. */
  public void registered(int number) {
    version = OptionalInt.of(number);
  }

  /** Whether the version is to be the champion, once that is decided. */
  public Optional<Boolean> promoted() {
    return promoted;
  }

  /**
   * It is decided.
   *
   * @param by the settings that decided it, as text
   */
  public void decided(boolean promote, String why, String by) {
    promoted = Optional.of(promote);
    verdict = why;
    policy = by;
  }

  /** Why it was decided so, in one sentence. */
  public String verdict() {
    return verdict;
  }

  /** The settings by which it was decided, as text; empty before. */
  public String policy() {
    return policy;
  }

  /** What came of it so far. */
  public Outcome outcome() {
    return outcome;
  }

  /** Why, in one sentence. */
  public String reason() {
    return reason;
  }

  /** When the outcome was known. */
  public Optional<Instant> ended() {
    return ended;
  }

  /** It ends, or stops. */
  public void end(Outcome how, String why, Instant when) {
    outcome = how;
    reason = why;
    ended = Optional.of(when.truncatedTo(ChronoUnit.SECONDS));
  }

  byte[] toBytes() {
    ObjectNode json = SealedJson.object();
    json.put("run_id", id).put("outcome", outcome.label()).put("reason", reason);
    json.put("started", started.toString());
    json.put("ended", ended.map(Instant::toString).orElse(null));
    json.put("fingerprint", fingerprint);
    ObjectNode digests = json.putObject("data");
    data.forEach(digests::put);
    put(json, "base", base);
    put(json, "parent", parent);
    ObjectNode seconds = json.putObject("phases");
    phases.forEach(seconds::put);
    json.put("images", images).put("images_of_base", imagesOfBase);
    ArrayNode drift = json.putArray("drift");
    shifts.forEach(
        shift ->
            drift
                .addObject()
                .put("of", shift.of())
                .put("part", shift.part())
                .put("index", shift.index()));
    ArrayNode warned = json.putArray("warnings");
    warnings.forEach(warned::add);
    json.put("test_set_sha256", testSet);
    put(json, "metrics", metrics);
    put(json, "champion", champion);
    put(json, "champion_metrics", championMetrics);
    put(json, "version", version);
    json.put("promoted", promoted.orElse(null)).put("verdict", verdict);
    json.put("promotion_settings", policy);
    return SealedJson.seal(json);
  }

  private static void put(ObjectNode json, String key, OptionalInt number) {
    if (number.isPresent()) {
      json.put(key, number.getAsInt());
    } else {
      json.putNull(key);
    }
  }

  private static void put(ObjectNode json, String key, Map<String, Double> values) {
    ObjectNode object = json.putObject(key);
    // JSON has no NaN: what was never measured is null.
    values.forEach((name, value) -> object.put(name, Double.isFinite(value) ? value : null));
  }

  /** From what {@link #toBytes} wrote. */
  static RunRecord parse(byte[] content, String source) throws IOException {
    JsonNode json = SealedJson.open(content, source, IF_DAMAGED);
    RunRecord run =
        new RunRecord(
            json.path("run_id").asText(),
            Instant.parse(json.path("started").asText()),
            json.path("fingerprint").asText());
    Map<String, String> digests = new TreeMap<>();
    json.path("data")
        .fields()
        .forEachRemaining(e -> digests.put(e.getKey(), e.getValue().asText()));
    run.resolved(digests, number(json.path("base")), number(json.path("parent")));
    json.path("phases")
        .fields()
        .forEachRemaining(e -> run.phases.put(e.getKey(), e.getValue().asDouble()));
    run.images(json.path("images").asLong(), json.path("images_of_base").asLong());
    List<Drift.Shift> shifts = new ArrayList<>();
    json.path("drift")
        .forEach(
            one ->
                shifts.add(
                    new Drift.Shift(
                        one.path("of").asText(),
                        one.path("part").asText(),
                        one.path("index").asDouble())));
    run.shifts(shifts);
    json.path("warnings").forEach(one -> run.warn(one.asText()));
    run.testSet(json.path("test_set_sha256").asText());
    run.scored(
        values(json.path("metrics")),
        number(json.path("champion")),
        values(json.path("champion_metrics")));
    run.version = number(json.path("version"));
    if (json.path("promoted").isBoolean()) {
      run.decided(
          json.path("promoted").asBoolean(),
          json.path("verdict").asText(),
          json.path("promotion_settings").asText());
    }
    run.outcome = Outcome.valueOf(json.path("outcome").asText().toUpperCase(Locale.ROOT));
    run.reason = json.path("reason").asText();
    run.ended = Optional.ofNullable(json.path("ended").textValue()).map(Instant::parse);
    return run;
  }

  private static OptionalInt number(JsonNode node) {
    return node.isInt() ? OptionalInt.of(node.asInt()) : OptionalInt.empty();
  }

  private static Map<String, Double> values(JsonNode node) {
    Map<String, Double> values = new TreeMap<>();
    node.fields()
        .forEachRemaining(
            e ->
                values.put(
                    e.getKey(), e.getValue().isNumber() ? e.getValue().asDouble() : Double.NaN));
    return values;
  }
}
