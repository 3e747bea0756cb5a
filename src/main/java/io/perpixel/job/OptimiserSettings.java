package io.perpixel.job;

import io.perpixel.train.LearningRates;
import io.perpixel.train.Monitor;
import io.perpixel.train.TorchAdagrad;
import io.perpixel.train.TorchAdam;
import io.perpixel.train.TorchSgd;
import java.util.List;
import java.util.OptionalInt;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * How parameters are moved, of the section {@code train}; {@code reference.conf} says what each key
 * means.
 *
 * @param name {@code adam}, {@code sgd} or {@code adagrad}
 * @param learningRate of the first epoch, above 0
 * @param momentum of sgd, 0 to below 1
 * @param nesterov whether sgd's momentum is Nesterov's
 * @param weightDecay 0 or more
 * @param schedule {@code constant}, {@code step}, {@code exponential}, {@code cosine} or {@code
 *     plateau}
 * @param scheduleEpochs the schedule's number of epochs, where it has one
 * @param scheduleFactor by which the rate is multiplied
 * @param scheduleMinimum below which it does not go
 */
public record OptimiserSettings(
    String name,
    double learningRate,
    double momentum,
    boolean nesterov,
    double weightDecay,
    String schedule,
    OptionalInt scheduleEpochs,
    double scheduleFactor,
    double scheduleMinimum) {

  private static final int DEFAULT_EPOCHS = 10;

  static OptimiserSettings from(Settings settings) {
    OptimiserSettings optimiser =
        new OptimiserSettings(
            settings.at("train.optimiser").choice(List.of("adam", "sgd", "adagrad")),
            settings.at("train.learning-rate").positive(),
            settings.at("train.momentum").fraction(),
            settings.at("train.nesterov").bool(),
            settings.at("train.weight-decay").notNegative(),
            settings
                .at("train.schedule")
                .choice(List.of("constant", "step", "exponential", "cosine", "plateau")),
            settings.at("train.schedule-epochs").optionalInteger(1, Integer.MAX_VALUE),
            settings.at("train.schedule-factor").fraction(),
            settings.at("train.schedule-minimum").notNegative());
    optimiser.check();
    return optimiser;
  }

  private void check() {
    boolean sgd = name.equals("sgd");
    if (!sgd && (momentum > 0 || nesterov)) {
      throw new UsageException(
          "train.momentum is %s and train.nesterov %s, but train.optimiser is %s: only sgd has them"
              .formatted(momentum, nesterov, name));
    }
    if (momentum >= 1 || nesterov && momentum == 0) {
      throw new UsageException(
          "found train.momentum = %s with train.nesterov = %s; expected a momentum below 1, and above 0 for Nesterov's form"
              .formatted(momentum, nesterov));
    }
  }

  /** A fresh optimiser. */
  IUpdater updater() {
    return switch (name) {
      case "sgd" -> new TorchSgd(learningRate, momentum, nesterov);
      case "adagrad" -> new TorchAdagrad(learningRate);
      default -> new TorchAdam(learningRate);
    };
  }

  /** Whether the rates depend on how many epochs are planned. */
  boolean dependsOnEpochs() {
    return schedule.equals("cosine") && scheduleEpochs.isEmpty();
  }

  /**
   * The rate of each epoch.
   *
   * @param monitor what {@code plateau} goes by
   * @param planned epochs of the whole run
   */
  LearningRates rates(Monitor monitor, int planned) {
    int epochs = scheduleEpochs.orElse(DEFAULT_EPOCHS);
    return switch (schedule) {
      case "step" -> LearningRates.step(learningRate, epochs, scheduleFactor);
      case "exponential" -> LearningRates.exponential(learningRate, scheduleFactor);
      case "cosine" ->
          LearningRates.cosine(learningRate, scheduleEpochs.orElse(planned), scheduleMinimum);
      case "plateau" ->
          LearningRates.plateau(learningRate, monitor, epochs, scheduleFactor, scheduleMinimum);
      default -> LearningRates.constant(learningRate);
    };
  }
}
