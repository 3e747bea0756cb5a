package io.perpixel.job;

import java.util.List;

/**
 * The section {@code train}; {@code reference.conf} says what each key means.
 *
 * @param loop {@code spark} or {@code plain}
 * @param epochs passes over the data
 * @param batch images per step of one replica
 * @param workers model replicas
 * @param threads CPU threads per replica, 0 for the machine's cores shared out
 * @param averaging steps between two averagings
 * @param seed of every random choice
 * @param optimiser {@code adam} or {@code sgd}
 * @param learningRate above 0
 * @param trainable prefixes of parameter names; empty for all
 * @param checkpointEvery epochs between checkpoints
 * @param keepCheckpoints newest checkpoints that stay
 * @param logBatches steps between two lines of progress, 0 for none
 */
public record TrainSettings(
    String loop,
    int epochs,
    int batch,
    int workers,
    int threads,
    int averaging,
    long seed,
    String optimiser,
    double learningRate,
    List<String> trainable,
    int checkpointEvery,
    int keepCheckpoints,
    int logBatches) {

  private static final int ANY = Integer.MAX_VALUE;

  static TrainSettings from(Settings settings) {
    return new TrainSettings(
        settings.at("train.loop").choice(List.of("spark", "plain")),
        settings.at("train.epochs").integer(1, ANY),
        settings.at("train.batch").integer(1, ANY),
        settings.at("train.workers").integer(1, ANY),
        settings.at("train.threads").integer(0, ANY),
        settings.at("train.averaging").integer(1, ANY),
        settings.at("train.seed").seed(),
        settings.at("train.optimiser").choice(List.of("adam", "sgd")),
        settings.at("train.learning-rate").positive(),
        settings.at("train.trainable").texts(),
        settings.at("train.checkpoint-every").integer(1, ANY),
        settings.at("train.keep-checkpoints").integer(1, ANY),
        settings.at("train.log-batches").integer(0, ANY));
  }
}
