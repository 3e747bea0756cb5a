package io.perpixel.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a model came from: {@code provenance.json} of a run directory. Whoever promotes a model can
 * check with it what data, settings, code and machine made exactly these parameters.
 *
 * <p>Keys, in order: {@code run_id, started, finished, command, seed, parent_model,
 * parameters_sha256, palette_sha256, data} (name to digest), {@code code} (version and commit),
 * {@code libraries, machine, kernels} (name to text) and {@code settings}. What is not known yet is
 * null or empty. Secrets in command and settings are replaced, see {@link Redaction}.
 */
public final class Provenance {
  private static final List<String> SECTIONS =
      List.of("data", "code", "libraries", "machine", "kernels", "settings");

  private final Map<String, Object> document;

  private Provenance(Map<String, Object> document) {
    this.document = Collections.unmodifiableMap(new LinkedHashMap<>(document));
  }

  /**
   * A run of this build on this machine.
   *
   * @param runId names the run, unique in its registry
   * @param started when the command began
   */
  public static Builder builder(String runId, Instant started) {
    Map<String, Object> fresh = new LinkedHashMap<>();
    fresh.put("run_id", runId);
    fresh.put("started", started.truncatedTo(ChronoUnit.SECONDS).toString());
    for (String key : List.of("finished", "command", "seed", "parent_model")) {
      fresh.put(key, null);
    }
    fresh.put("parameters_sha256", null);
    fresh.put("palette_sha256", null);
    SECTIONS.forEach(section -> fresh.put(section, Map.of()));
    Build build = Build.current();
    Map<String, Object> code = new LinkedHashMap<>();
    code.put("version", build.version());
    code.put("commit", build.commit().orElse(null));
    fresh.put("code", code);
    fresh.put("libraries", build.libraries());
    fresh.put("machine", Machine.describe());
    return new Builder(fresh);
  }

  /** One of the top-level texts or numbers by its key; empty where it is absent or null. */
  public Optional<String> text(String key) {
    return Optional.ofNullable(document.get(key)).map(String::valueOf);
  }

  /** One of the nested objects by its key ({@code data}, {@code settings}…); empty if absent. */
  public Map<String, Object> section(String key) {
    Map<String, Object> section = new LinkedHashMap<>();
    if (document.get(key) instanceof Map<?, ?> map) {
      map.forEach((name, value) -> section.put(String.valueOf(name), value));
    }
    return section;
  }

  /** The command line, one word each; empty where it was not given. */
  public List<String> command() {
    return document.get("command") instanceof List<?> words
        ? words.stream().map(String::valueOf).toList()
        : List.of();
  }

  /** Content of {@code provenance.json}. */
  public String toJson() {
    return Json.pretty(document);
  }

  /**
   * Reads {@code provenance.json}; unknown keys of newer versions are kept.
   *
   * @param source the file's name, for messages
   * @throws IOException if it is no JSON object with a {@code run_id}
   */
  public static Provenance parse(byte[] content, String source) throws IOException {
    try {
      Map<String, Object> document =
          Json.MAPPER.readValue(content, new TypeReference<LinkedHashMap<String, Object>>() {});
      if (document == null || !(document.get("run_id") instanceof String)) {
        throw new IOException(source + ": expected an object with a text \"run_id\"");
      }
      return new Provenance(document);
    } catch (JsonProcessingException e) {
      throw new IOException(source + ": not a JSON object: " + e.getOriginalMessage(), e);
    }
  }

  /** Fills in a provenance; every method may be left out. */
  public static final class Builder {
    private final Map<String, Object> document;

    private Builder(Map<String, Object> document) {
      this.document = new LinkedHashMap<>(document);
    }

    /** When the last epoch was committed. */
    public Builder finished(Instant end) {
      return put("finished", end.truncatedTo(ChronoUnit.SECONDS).toString());
    }

    /** The command line, one word each. */
    public Builder command(List<String> words) {
      return put("command", Redaction.command(words));
    }

    /** Every setting in effect, defaults included. */
    public Builder settings(Map<String, ?> settings) {
      return put("settings", Redaction.settings(settings));
    }

    /** Seed of initialisation and shuffling. */
    public Builder seed(long seed) {
      return put("seed", seed);
    }

    /** Digest of each input by name: manifests, tables, lists. */
    public Builder data(Map<String, String> digests) {
      return put("data", new LinkedHashMap<>(digests));
    }

    /** Hash of the palette artifact, for tasks that have one. */
    public Builder palette(String sha256) {
      return put("palette_sha256", sha256);
    }

    /** The model that training started from. */
    public Builder parentModel(String uriOrDigest) {
      return put("parent_model", Redaction.argument(uriOrDigest));
    }

    /** See {@link ParametersDigest}. */
    public Builder parametersSha256(String hex) {
      return put("parameters_sha256", hex);
    }

    /** More libraries with their versions, besides those that the build knows. */
    public Builder libraries(Map<String, String> versions) {
      Map<String, Object> all = new Provenance(document).section("libraries");
      all.putAll(versions);
      return put("libraries", all);
    }

    /** The device, and which kernel served which operation. */
    public Builder kernels(Map<String, String> kernels) {
      return put("kernels", new LinkedHashMap<>(kernels));
    }

    /** The provenance so far. */
    public Provenance build() {
      return new Provenance(document);
    }

    private Builder put(String key, Object value) {
      document.put(key, value);
      return this;
    }
  }
}
