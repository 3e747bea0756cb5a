package io.perpixel.spark;

import io.perpixel.train.Median;
import java.time.Duration;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rpc.RpcEnv;
import org.apache.spark.util.RpcUtils;

/**
 * Measures what a round costs beside its steps: the rounds of {@link EpochJob} and {@link
 * RoundJobs} with a model's true state, on the same paths, but without a step.
 */
public final class RoundProbe {
  /** Rounds that are made first: connections, code to compile, heaps that grow. */
  private static final int WARM_UP = 5;

  private static final Duration SETTLING = Duration.ofSeconds(3);
  private static final int MOST_WAITS = 40;

  private final JavaSparkContext sc;
  private final ReplicaSource replicas;
  private final RoundState state;
  private final WorkerDivergence divergence;

  RoundProbe(
      JavaSparkContext sc, ReplicaSource replicas, RoundState state, WorkerDivergence divergence) {
    this.divergence = divergence;
    this.sc = sc;
    this.replicas = replicas;
    this.state = state;
  }

  /** Bytes that a replica sends in a round, and receives. */
  public long stateBytes() {
    return state.model().length;
  }

  /** Bytes of all replicas' states above which rounds are Spark jobs. */
  public long mostExchanged() {
    return RpcUtils.maxMessageSizeBytes(sc.sc().conf());
  }

  /** Replicas that can work at a time, once no more executors have come for a while. */
  public static int slots(JavaSparkContext sc) throws InterruptedException {
    int before = 0;
    int now = EpochJob.slots(sc.sc());
    for (int i = 0; !sc.isLocal() && i < MOST_WAITS && (now == 0 || now > before); i++) {
      Thread.sleep(SETTLING.toMillis());
      before = now;
      now = EpochJob.slots(sc.sc());
    }
    return Math.max(1, now);
  }

  /**
   * Medians, in seconds.
   *
   * @param broadcast the driver hands out the state to all replicas
   * @param round all report their states, and have the average in their models
   * @param aggregate all report their states, and the driver has averaged them
   */
  public record Exchange(double broadcast, double round, double aggregate) {}

  /**
   * Measures rounds within a job.
   *
   * @param tasks that work at a time, at most {@link #slots}
   * @param each replicas that every task speaks for: the driver has the work, and its network
   *     interface the traffic, of as many executors
   */
  public Exchange exchange(int tasks, int each, int rounds) {
    RpcEnv env = sc.env().rpcEnv();
    List<RoundExchange> exchanges = new ArrayList<>();
    try {
      for (int i = 0; i < WARM_UP + rounds; i++) {
        exchanges.add(new RoundExchange(env, new RoundBoard(tasks * each, state, divergence)));
      }
      List<String> names = exchanges.stream().map(RoundExchange::name).toList();
      List<ExchangeProbe.Times> times =
          oneEach(tasks)
              .mapPartitionsWithIndex(new ExchangeProbe(replicas, names, each), true)
              .collect();
      return new Exchange(
          slowest(times, ExchangeProbe.Times::broadcast),
          slowest(times, ExchangeProbe.Times::round),
          slowest(times, ExchangeProbe.Times::aggregate));
    } finally {
      exchanges.forEach(RoundExchange::close);
    }
  }

  /** The median over the rounds of what the slowest task took. */
  private static double slowest(
      List<ExchangeProbe.Times> tasks, ToDoubleFunction<ExchangeProbe.Times> time) {
    return Median.of(
        tasks.stream()
            .filter(t -> t.number() >= WARM_UP)
            .collect(
                Collectors.groupingBy(
                    ExchangeProbe.Times::number, Collectors.summarizingDouble(time)))
            .values()
            .stream()
            .mapToDouble(DoubleSummaryStatistics::getMax)
            .toArray());
  }

  /**
   * Medians, in seconds.
   *
   * @param broadcast until an executor has the state
   * @param rest of the round: the job, in which executors average, and the mean's way to the driver
   */
  public record Job(double broadcast, double rest) {}

  /** Measures rounds that are jobs of that many tasks, as those of large models are. */
  public Job job(int tasks, int rounds) {
    double[] broadcasts = new double[rounds];
    double[] rest = new double[rounds];
    for (int i = -2; i < rounds; i++) {
      long start = System.nanoTime();
      Broadcast<RoundState> sent = sc.broadcast(state);
      double offered = secondsSince(start);
      RoundMean averaged;
      try {
        averaged =
            SlicedMean.of(
                oneEach(tasks).mapPartitions(new JobProbe(replicas, sent)),
                state.model().length,
                divergence);
        new RoundBoard(tasks, state, divergence).end(averaged);
      } finally {
        Release.of(sent);
      }
      if (i >= 0) {
        double fetched =
            averaged.results().stream().mapToLong(r -> r.stepNanos()[0]).max().orElse(0) / 1e9;
        broadcasts[i] = offered + fetched;
        rest[i] = secondsSince(start) - broadcasts[i];
      }
    }
    return new Job(Median.of(broadcasts), Median.of(rest));
  }

  /** Seconds of an epoch's job, which shuffles, with nothing in it. */
  public double emptyEpoch(int tasks, int times) {
    double[] seconds = new double[times];
    for (int i = -2; i < times; i++) {
      long start = System.nanoTime();
      oneEach(tasks).repartition(tasks).count();
      if (i >= 0) {
        seconds[i] = secondsSince(start);
      }
    }
    return Median.of(seconds);
  }

  private JavaRDD<Integer> oneEach(int tasks) {
    return sc.parallelize(IntStream.range(0, tasks).boxed().toList(), tasks);
  }

  private static double secondsSince(long nanos) {
    return (System.nanoTime() - nanos) / 1e9;
  }
}
