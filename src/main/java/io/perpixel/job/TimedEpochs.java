package io.perpixel.job;

import io.perpixel.spark.StepClock;
import io.perpixel.train.Median;
import io.perpixel.train.StepListener;
import io.perpixel.train.TrainingLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Epochs of a loop, timed. */
final class TimedEpochs {
  private final TrainingLoop loop;
  private final StepClock clock;
  private final List<Double> seconds = new ArrayList<>();
  private final List<StepClock.Times> times = new ArrayList<>();
  private int epoch;

  /**
   * @param clock told by the loop's replicas; of the plain loop, nobody
   */
  TimedEpochs(TrainingLoop loop, StepClock clock) {
    this.loop = loop;
    this.clock = clock;
  }

  /** Runs whole epochs, one at least, that do not count. */
  void warmUp(Duration least) {
    long begin = System.nanoTime();
    do {
      loop.trainEpoch(++epoch, StepListener.NONE);
    } while (System.nanoTime() - begin < least.toNanos());
  }

  /** Runs an epoch that counts. */
  void run() {
    clock.take();
    long start = System.nanoTime();
    loop.trainEpoch(++epoch, StepListener.NONE);
    seconds.add((System.nanoTime() - start) / 1e9);
    times.add(clock.take());
  }

  long images() {
    return loop.trainingExamples();
  }

  /** Median over the epochs. */
  double imagesPerSecond() {
    return images() / Median.of(seconds.stream().mapToDouble(s -> s).toArray());
  }

  /** Seconds of the steps of each replica in each epoch. */
  List<double[]> steps() {
    return times.stream().flatMap(t -> t.steps().stream()).toList();
  }

  /**
   * Median of the seconds of an epoch that belong to no round.
   *
   * @param exchange seconds of a round beside its steps
   */
  double besideRounds(double exchange) {
    double[] beside = new double[seconds.size()];
    for (int i = 0; i < beside.length; i++) {
      StepClock.Times t = times.get(i);
      beside[i] = seconds.get(i) - t.slowest() - t.rounds() * exchange;
    }
    return Math.max(0, Median.of(beside));
  }
}
