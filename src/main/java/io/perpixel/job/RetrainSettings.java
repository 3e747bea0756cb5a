package io.perpixel.job;

import io.perpixel.registry.PromotionPolicy;
import io.perpixel.registry.Registry;
import io.perpixel.registry.RunRecord.Outcome;
import io.perpixel.train.Scorer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The section {@code retrain} and what goes with it; {@code reference.conf} says what each key
 * means.
 *
 * @param directory of runs and test sets
 * @param registry directory of the registry
 * @param model name of the registered model
 * @param warm whether training starts from the champion
 * @param testName of the frozen test set
 * @param testInput images of its own
 * @param testSplit which of their splits
 * @param policy of promotion
 * @param labels whether the images of each class are a slice
 * @param drift policy: {@code off}, {@code warn} or {@code stop}
 * @param driftThreshold population stability index
 * @param lockWait for another run
 * @param keepVersions in the registry
 * @param keepRuns in the directory
 * @param webhook URL
 * @param notifyOf outcomes
 */
record RetrainSettings(
    String directory,
    String registry,
    String model,
    boolean warm,
    String testName,
    Optional<String> testInput,
    Optional<String> testSplit,
    PromotionPolicy policy,
    boolean labels,
    String drift,
    double driftThreshold,
    Duration lockWait,
    int keepVersions,
    int keepRuns,
    Optional<String> webhook,
    List<Outcome> notifyOf) {

  private static final int LONGEST_WAIT = 7 * 24 * 3600;

  private static final String PROMOTION = "retrain.promote.";

  /**
   * Settings that say where things go, or who is told, or what is promoted, but not what is
   * trained.
   */
  private static final List<String> BESIDES =
      List.of(
          "home",
          "run.",
          "data.directory",
          "train.checkpoint",
          "train.keep-checkpoints",
          "train.log-batches",
          "registry.directory",
          "retrain.directory",
          "retrain.lock-wait",
          PROMOTION,
          "retrain.keep-",
          "notify.",
          "report.");

  static RetrainSettings from(Settings settings) {
    String test = settings.at("retrain.test.name").text();
    if (!Registry.isName(test)) {
      throw new UsageException(
          "found retrain.test.name = %s; expected letters, digits, dots, dashes and underscores, the first a letter or digit"
              .formatted(test));
    }
    return new RetrainSettings(
        settings.at("retrain.directory").text(),
        settings.at("registry.directory").text(),
        settings.at("registry.model").text(),
        settings.at("retrain.start").choice(List.of("warm", "scratch")).equals("warm"),
        test,
        settings.at("retrain.test.input").optionalText(),
        settings.at("retrain.test.split").optionalText(),
        policy(settings),
        settings.at("retrain.promote.labels").bool(),
        settings.at("retrain.drift.policy").choice(List.of("off", "warn", "stop")),
        settings.at("retrain.drift.threshold").positive(),
        Duration.ofSeconds(settings.at("retrain.lock-wait").integer(0, LONGEST_WAIT)),
        settings.at("retrain.keep-versions").integer(1, Integer.MAX_VALUE),
        settings.at("retrain.keep-runs").integer(1, Integer.MAX_VALUE),
        settings.at("notify.webhook").optionalText(),
        outcomes(settings.at("notify.on").texts()));
  }

  private static PromotionPolicy policy(Settings settings) {
    String headline = Scorer.headline(settings.model().spec());
    String metric = settings.at("retrain.promote.metric").optionalText().orElse(headline);
    List<String> slices = new ArrayList<>(settings.at("retrain.promote.slices").texts());
    if (settings.at("retrain.promote.labels").bool()) {
      slices.add(metric + "[label=*]");
    }
    return new PromotionPolicy(
        metric,
        settings.at("retrain.promote.margin").notNegative(),
        slices,
        settings.at("retrain.promote.slice-margin").notNegative(),
        settings.at("retrain.promote.minimum").optionalNumber());
  }

  private static List<Outcome> outcomes(List<String> words) {
    List<Outcome> known =
        List.of(Outcome.PROMOTED, Outcome.KEPT, Outcome.UNCHANGED, Outcome.FAILED);
    return words.stream()
        .map(
            word ->
                known.stream()
                    .filter(one -> one.label().equals(word))
                    .findFirst()
                    .orElseThrow(
                        () ->
                            new UsageException(
                                "found %s in notify.on; expected some of %s"
                                    .formatted(
                                        word,
                                        known.stream()
                                            .map(Outcome::label)
                                            .collect(Collectors.joining(", "))))))
        .toList();
  }

  /** The settings that decide whether a version is promoted, as text, to know them again. */
  static String promotion(Settings settings) {
    Map<String, String> promotion = new TreeMap<>(Settings.flat(settings));
    promotion.keySet().removeIf(key -> !key.startsWith(PROMOTION));
    return promotion.toString();
  }

  /** The settings that decide what a run trains, by key. */
  static Map<String, String> decisive(Settings settings) {
    Map<String, String> decisive = new TreeMap<>(Settings.flat(settings));
    decisive.keySet().removeIf(key -> BESIDES.stream().anyMatch(key::startsWith));
    return decisive;
  }
}
