package io.perpixel.job;

import io.perpixel.plan.ClusterCosts;
import io.perpixel.plan.CostModel;
import io.perpixel.plan.Line;
import io.perpixel.plan.MeasuredSteps;
import io.perpixel.spark.RoundCosts;
import io.perpixel.spark.RoundProbe;
import io.perpixel.spark.SparkLoop;
import io.perpixel.spark.StepClock;
import io.perpixel.train.TrainingLoop;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Measures what {@link ClusterCosts} asks for, on the cluster that there is: epochs by one replica,
 * by as many as it can run, and by the plain loop, all as {@code train} runs them, in turn, so that
 * whatever else the machines do hits all of them; then rounds without steps.
 */
final class ClusterMeasurement {
  /** Replicas that are measured together; what more of them cost is told by the driver's side. */
  private static final int MOST_REPLICAS = 16;

  /** Steps of an epoch, at most, and between two averagings while steps are measured. */
  private static final int STEPS = 40;

  static final int AVERAGING = 10;

  private static final int LEAST_TURNS = 3;
  private static final int MOST_ROUNDS = 40;

  private final JavaSparkContext sc;
  private final PlanInput input;
  private final Duration warmUp;
  private final int steps;
  private final int epoch;
  private final List<Integer> checked;
  private final PrintWriter out;

  /**
   * @param warmUp of executors, and of the plain loop, at least
   * @param steps of each replica that are measured, at least
   * @param checked steps between two averagings that are also trained with, to compare
   */
  ClusterMeasurement(
      JavaSparkContext sc,
      PlanInput input,
      Duration warmUp,
      int steps,
      List<Integer> checked,
      PrintWriter out) {
    this.checked = checked;
    this.sc = sc;
    this.input = input;
    this.warmUp = warmUp;
    this.steps = steps;
    epoch = Math.min(STEPS, Math.max(AVERAGING, steps));
    this.out = out;
  }

  /**
   * What was measured.
   *
   * @param replicas that worked together
   * @param threads of each
   * @param cores of the plain loop
   * @param noPlain why the plain loop was not measured; empty if it was
   * @param rounds beside their steps
   * @param checks of the model
   */
  record Result(
      ClusterCosts costs,
      int replicas,
      int threads,
      int cores,
      Optional<String> noPlain,
      RoundCosts rounds,
      List<Check> checks) {}

  /**
   * Epochs that were timed to compare with what is predicted of them.
   *
   * @param images in each
   */
  record Check(int replicas, int averaging, long images, double imagesPerSecond) {}

  Result run() throws IOException, InterruptedException {
    int replicas = Math.min(MOST_REPLICAS, RoundProbe.slots(sc));
    int cores = Runtime.getRuntime().availableProcessors();
    Settings onSpark =
        input.settings(
            "train.loop=spark",
            "train.workers=" + replicas,
            "train.averaging=" + AVERAGING,
            "train.averaging-doubling=null");
    AtomicReference<SparkLoop> sparkLoop = new AtomicReference<>();
    Loops loops = input.loops(onSpark, input.images(replicas, epoch)).watchedBy(sparkLoop::set);
    loops.preflight();
    int threads = loops.threads();
    // The joint batch of as many replicas as its cores would carry: small batches waste cores.
    int share = Math.max(1, Math.min(replicas, cores / threads));
    Settings plain =
        input.settings(
            "train.loop=plain",
            "train.workers=1",
            "train.batch=" + share * onSpark.train().batch(),
            "train.threads=" + cores);
    Loops plainLoops = input.loops(plain, input.images(share, epoch));
    Optional<String> noPlain = refusal(plainLoops);
    out.printf("measuring with %s of %s …%n", count(replicas, "replica"), count(threads, "thread"));
    out.flush();
    return loops.use(
        together -> {
          if (noPlain.isPresent()) {
            return measure(
                new Setup(replicas, threads, cores, noPlain), together, sparkLoop.get(), null);
          }
          return plainLoops.use(
              one ->
                  measure(
                      new Setup(replicas, threads, cores, noPlain),
                      together,
                      sparkLoop.get(),
                      one));
        });
  }

  private record Setup(int replicas, int threads, int cores, Optional<String> noPlain) {}

  /** Why a loop cannot run; what executors can hold may be too much for the driver. */
  private static Optional<String> refusal(Loops loops) {
    try {
      loops.preflight();
      return Optional.empty();
    } catch (UsageException e) {
      return Optional.of(e.getMessage());
    }
  }

  private Result measure(Setup setup, TrainingLoop all, SparkLoop spark, TrainingLoop plain) {
    StepClock clock = new StepClock();
    spark.onTimes(clock);
    int replicas = setup.replicas;
    TimedEpochs together = new TimedEpochs(all, clock);
    TimedEpochs alone =
        replicas == 1
            ? together
            : new TimedEpochs(spark.by(1, input.images(1, epoch), AVERAGING), clock);
    Optional<TimedEpochs> one =
        Optional.ofNullable(plain).map(loop -> new TimedEpochs(loop, new StepClock()));
    together.warmUp(warmUp);
    if (replicas > 1) {
      alone.warmUp(Duration.ZERO);
    }
    one.ifPresent(epochs -> epochs.warmUp(warmUp));
    Map<int[], TimedEpochs> checks = checks(spark, replicas);
    for (int turn = 0; turn < LEAST_TURNS || turn * epoch < steps; turn++) {
      together.run();
      if (replicas > 1) {
        alone.run();
      }
      one.ifPresent(TimedEpochs::run);
      checks.values().forEach(TimedEpochs::run);
    }
    RoundCosts rounds = RoundCosts.measure(spark.probe(), replicas, Math.min(MOST_ROUNDS, steps));
    return new Result(
        costs(replicas, alone, together, one, rounds),
        replicas,
        setup.threads,
        setup.cores,
        setup.noPlain,
        rounds,
        checks.isEmpty()
            ? List.of(check(replicas, AVERAGING, together))
            : checks.entrySet().stream()
                .map(e -> check(e.getKey()[0], e.getKey()[1], e.getValue()))
                .toList());
  }

  /** Epochs by one and by all replicas, keyed by their number and the steps between averagings. */
  private Map<int[], TimedEpochs> checks(SparkLoop spark, int replicas) {
    Map<int[], TimedEpochs> checks = new LinkedHashMap<>();
    for (int workers : replicas == 1 ? new int[] {1} : new int[] {1, replicas}) {
      for (int every : checked) {
        TrainingLoop loop = spark.by(workers, input.images(workers, epoch), every);
        checks.put(new int[] {workers, every}, new TimedEpochs(loop, new StepClock()));
      }
    }
    return checks;
  }

  private static Check check(int replicas, int averaging, TimedEpochs epochs) {
    return new Check(replicas, averaging, epochs.images(), epochs.imagesPerSecond());
  }

  private static ClusterCosts costs(
      int replicas,
      TimedEpochs alone,
      TimedEpochs together,
      Optional<TimedEpochs> plain,
      RoundCosts rounds) {
    double beside = together.besideRounds(rounds.exchanges().get(replicas).round());
    double epoch = Math.min(beside, rounds.emptyEpoch());
    return new ClusterCosts(
        new MeasuredSteps(alone.steps()),
        new MeasuredSteps(together.steps()),
        replicas,
        rounds.stateBytes(),
        line(rounds.exchanges(), RoundProbe.Exchange::round),
        line(rounds.jobs(), RoundProbe.Job::rest),
        rounds.jobs().get(replicas).broadcast() / CostModel.broadcastHops(replicas),
        rounds.mostExchanged(),
        epoch,
        (beside - epoch) * replicas / together.images(),
        plain
            .map(epochs -> OptionalDouble.of(epochs.imagesPerSecond()))
            .orElse(OptionalDouble.empty()));
  }

  private static <T> Line line(Map<Integer, T> measured, ToDoubleFunction<T> seconds) {
    return Line.through(
        measured.entrySet().stream()
            .collect(
                Collectors.toMap(Map.Entry::getKey, e -> seconds.applyAsDouble(e.getValue()))));
  }

  private static String count(int number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }
}
