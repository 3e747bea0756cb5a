package io.perpixel.job;

import io.perpixel.nn.layer.FrozenMode;
import io.perpixel.train.AveragingSchedule;
import io.perpixel.train.FeatureType;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The section {@code train}; {@code reference.conf} says what each key means.
 *
 * @param loop {@code spark} or {@code plain}
 * @param epochs passes over the data
 * @param batch images per step of one replica
 * @param accumulate pieces into which each such batch is cut
 * @param workers model replicas
 * @param threads CPU threads per replica, 0 for the machine's cores shared out
 * @param averaging steps between two averagings, by epoch
 * @param seed of every random choice
 * @param optimiser how parameters are moved
 * @param classWeights of the loss, one for each class; empty for all alike
 * @param initialConfig settings that train {@code initial} if it is not there
 * @param fresh prefixes of the names of parameters that {@code initial} does not give
 * @param initial model file to start from; empty for fresh parameters
 * @param trainable prefixes of parameter names; empty for all
 * @param frozenStages first stages of the encoder that are not trained
 * @param frozenMode how what is not trained runs
 * @param features how the output of a frozen part is kept; empty if it is not
 * @param keep which models are kept
 * @param logBatches steps between two lines of progress, 0 for none
 */
public record TrainSettings(
    String loop,
    int epochs,
    int batch,
    int accumulate,
    int workers,
    int threads,
    AveragingSchedule averaging,
    long seed,
    OptimiserSettings optimiser,
    List<Double> classWeights,
    Optional<String> initialConfig,
    List<String> fresh,
    Optional<String> initial,
    List<String> trainable,
    int frozenStages,
    FrozenMode frozenMode,
    Optional<FeatureType> features,
    KeepSettings keep,
    int logBatches) {

  private static final int ANY = Integer.MAX_VALUE;

  static TrainSettings from(Settings settings) {
    return new TrainSettings(
        settings.at("train.loop").choice(List.of("spark", "plain")),
        settings.at("train.epochs").integer(1, ANY),
        settings.at("train.batch").integer(1, ANY),
        settings.at("train.accumulate").integer(1, ANY),
        settings.at("train.workers").integer(1, ANY),
        settings.at("train.threads").integer(0, ANY),
        averaging(settings),
        settings.at("train.seed").seed(),
        OptimiserSettings.from(settings),
        settings.at("train.class-weights").numbers(),
        settings.at("train.initial-config").optionalText(),
        settings.at("train.fresh").texts(),
        settings.at("train.initial").optionalText(),
        settings.at("train.trainable").texts(),
        settings.at("train.frozen-stages").integer(0, ANY),
        FrozenMode.of(settings.at("train.frozen-mode").choice(List.of("inference", "course"))),
        features(settings.at("train.features").choice(List.of("off", "float32", "bfloat16"))),
        KeepSettings.from(settings),
        settings.at("train.log-batches").integer(0, ANY));
  }

  private static AveragingSchedule averaging(Settings settings) {
    int first = settings.at("train.averaging").integer(1, ANY);
    OptionalInt doubling = settings.at("train.averaging-doubling").optionalInteger(1, ANY);
    int most = settings.at("train.averaging-most").integer(1, ANY);
    if (doubling.isEmpty()) {
      return AveragingSchedule.fixed(first);
    }
    if (most < first) {
      throw new UsageException(
          "train.averaging is %d and train.averaging-most %d: expected no less, as it is the number that averaging grows to"
              .formatted(first, most));
    }
    return new AveragingSchedule(first, doubling.getAsInt(), most);
  }

  private static Optional<FeatureType> features(String setting) {
    return setting.equals("off") ? Optional.empty() : Optional.of(FeatureType.of(setting));
  }
}
