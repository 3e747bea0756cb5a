package io.perpixel.spark;

import java.util.Map;
import java.util.TreeMap;

/**
 * What rounds cost beside their steps on a cluster, in seconds, by number of replicas.
 *
 * @param stateBytes that each replica sends and receives
 * @param mostExchanged bytes of all states together above which rounds are Spark jobs
 * @param exchanges rounds within a job
 * @param jobs rounds that are jobs
 * @param emptyEpoch an epoch's job with nothing in it
 */
public record RoundCosts(
    long stateBytes,
    long mostExchanged,
    Map<Integer, RoundProbe.Exchange> exchanges,
    Map<Integer, RoundProbe.Job> jobs,
    double emptyEpoch) {
  /** Replicas that each task speaks for, so that the driver has the work of a larger cluster. */
  private static final int[] EACH = {1, 4, 16};

  /** Bytes that one measurement may move. */
  private static final long TRAFFIC = 1L << 30;

  /** Rounds hold all states, and their answers, at a time: so much of the heap for them. */
  private static final int SHARE_OF_HEAP = 8;

  private static final int LEAST_ROUNDS = 3;

  /** Jobs take longer than rounds, and fewer of them tell enough. */
  private static final int ROUNDS_A_JOB = 4;

  /**
   * Measures them with a single replica, with all, and as if there were several times as many.
   *
   * @param replicas that can work at a time
   * @param rounds of each kind, at most
   */
  public static RoundCosts measure(RoundProbe probe, int replicas, int rounds) {
    long state = Math.max(1, probe.stateBytes());
    long fits =
        Math.min(probe.mostExchanged(), Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP) / state;
    Map<Integer, RoundProbe.Exchange> exchanges = new TreeMap<>();
    Map<Integer, RoundProbe.Job> jobs = new TreeMap<>();
    exchanges.put(1, probe.exchange(1, 1, rounds(state, rounds)));
    jobs.put(1, probe.job(1, rounds(state, rounds / ROUNDS_A_JOB)));
    for (int each : EACH) {
      int all = replicas * each;
      if (!exchanges.containsKey(all) && (all <= fits || each == 1)) {
        exchanges.put(all, probe.exchange(replicas, each, rounds(all * state, rounds)));
      }
      if (!jobs.containsKey(all) && (all <= fits || each == 1) && each < EACH[EACH.length - 1]) {
        jobs.put(all, probe.job(all, rounds(all * state, rounds / ROUNDS_A_JOB)));
      }
    }
    return new RoundCosts(
        probe.stateBytes(),
        probe.mostExchanged(),
        exchanges,
        jobs,
        probe.emptyEpoch(replicas, rounds(1, rounds / ROUNDS_A_JOB)));
  }

  private static int rounds(long bytes, int most) {
    return (int) Math.max(LEAST_ROUNDS, Math.min(most, TRAFFIC / bytes));
  }
}
