package io.perpixel.job;

import io.perpixel.train.History;
import io.perpixel.train.Monitor;
import java.util.OptionalInt;

/**
 * Which models of a run are kept, and when it ends early, of the section {@code train}; {@code
 * reference.conf} says what each key means.
 *
 * @param checkpointEvery epochs between checkpoints
 * @param checkpointMinutes between checkpoints within an epoch; 0 for none
 * @param checkpoints newest checkpoints that stay
 * @param monitor the number by which epochs are compared
 * @param best whether {@code model.zip} is the best epoch's model, not the last one's
 * @param patience epochs without a new best after which training ends; empty for never
 */
public record KeepSettings(
    int checkpointEvery,
    double checkpointMinutes,
    int checkpoints,
    Monitor monitor,
    boolean best,
    OptionalInt patience) {

  static KeepSettings from(Settings settings) {
    return new KeepSettings(
        settings.at("train.checkpoint-every").integer(1, Integer.MAX_VALUE),
        settings.at("train.checkpoint-minutes").notNegative(),
        settings.at("train.keep-checkpoints").integer(1, Integer.MAX_VALUE),
        new Monitor(settings.at("train.monitor").text()),
        settings.at("train.keep-best").bool(),
        settings.at("train.patience").optionalInteger(1, Integer.MAX_VALUE));
  }

  /** Whether a run with such epochs behind it has gone on long enough without a new best. */
  boolean endsAfter(History history) {
    return patience.isPresent() && monitor.epochsSinceBest(history) >= patience.getAsInt();
  }
}
