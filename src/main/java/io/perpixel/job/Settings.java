package io.perpixel.job;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * All settings of one run: the defaults of {@code reference.conf}, a file laid over them, and
 * {@code --set key=value} laid over both.
 *
 * <p>Keys are checked when the settings are loaded, values when a record is made of them: {@link
 * DataSettings}, {@link PaletteSettings}, {@link ModelSettings}, {@link TrainSettings}. Both throw
 * {@link UsageException} with the key, file and line, what was found and what was expected.
 */
public final class Settings {
  // By our own path: Typesafe would merge the reference.conf of every library on the class path.
  static final String REFERENCE = "io/perpixel/job/reference.conf";

  /** Keys that may differ when a run is continued: they do not change what an epoch computes. */
  static final Set<String> FREE_ON_RESUME =
      Set.of(
          "data.directory",
          "data.manifest",
          "train.epochs",
          "train.checkpoint-every",
          "train.checkpoint-minutes",
          "train.keep-checkpoints",
          "train.keep-best",
          "train.patience",
          "train.log-batches");

  private final Config config;

  private Settings(Config config) {
    this.config = config;
  }

  /** Defaults overlaid by {@code key=value} pairs, the last of equal keys winning. */
  public static Settings of(List<String> assignments) {
    return merge(ConfigFactory.empty(), assignments);
  }

  /**
   * Defaults overlaid by a file, overlaid by {@code key=value} pairs.
   *
   * @param uri a local path or a Hadoop URI of a HOCON file
   */
  public static Settings load(String uri, List<String> assignments) {
    return merge(SettingsSource.file(uri), assignments);
  }

  private static Settings merge(Config file, List<String> assignments) {
    Config overlay = SettingsSource.assignments(assignments).withFallback(file);
    Config reference =
        ConfigFactory.parseResources(
            Settings.class.getClassLoader(),
            REFERENCE,
            ConfigParseOptions.defaults().setAllowMissing(false));
    Config merged;
    try {
      merged = overlay.withFallback(reference).resolve();
    } catch (ConfigException e) {
      throw new UsageException("cannot resolve the settings: " + e.getMessage(), e);
    }
    Config known = reference.resolve();
    SettingsKeys.check(merged.withoutPath("model"), known);
    String model = new Setting(merged, "model.name").choice(known.getObject("models").keySet());
    String section = ConfigUtil.joinPath("models", model);
    SettingsKeys.check(merged, known.withFallback(known.getConfig(section).atPath("model")));
    return new Settings(merged.withFallback(merged.getConfig(section).atPath("model")));
  }

  /** What {@link #render} wrote. */
  static Settings parse(String rendered) {
    return merge(ConfigFactory.parseString(rendered), List.of());
  }

  /** Every setting by its full key with its effective value as text, sorted. */
  static Map<String, String> flat(Settings settings) {
    Map<String, String> flat = new TreeMap<>();
    settings
        .config
        .withoutPath("models")
        .entrySet()
        .forEach(e -> flat.put(e.getKey(), e.getValue().unwrapped().toString()));
    return flat;
  }

  /** One setting, to be read by type and range. */
  Setting at(String key) {
    return new Setting(config, key);
  }

  /** The names of the keys in one section. */
  Set<String> names(String section) {
    return config.getObject(section).keySet();
  }

  public DataSettings data() {
    return DataSettings.from(this);
  }

  public PaletteSettings palette() {
    return PaletteSettings.from(this);
  }

  public ModelSettings model() {
    return ModelSettings.from(this);
  }

  public TrainSettings train() {
    return TrainSettings.from(this);
  }

  /** The sections {@code registry}, {@code retrain} and {@code notify}. */
  RetrainSettings retrain() {
    return RetrainSettings.from(this);
  }

  /** Path or Hadoop URI of the run directory. */
  public String runDirectory() {
    return at("run.directory").text();
  }

  /** Images in the report's gallery; 0 for none. */
  public int galleryImages() {
    return at("report.gallery").integer(0, Integer.MAX_VALUE);
  }

  /** {@code auto}, {@code onednn} or {@code nd4j}. */
  public String kernels() {
    return at("nn.kernels").choice(List.of("auto", "onednn", "nd4j"));
  }

  /**
   * Every setting with its effective value as HOCON, sorted, for run directories. Whom a run tells
   * is no part of it, and an address may be a secret.
   */
  public String render() {
    return config
        .withoutPath("models")
        .withoutPath("notify")
        .root()
        .render(
            ConfigRenderOptions.defaults()
                .setOriginComments(false)
                .setComments(false)
                .setJson(false));
  }
}
