package io.perpixel.plan;

/**
 * Predicts the throughput of synchronous parameter averaging.
 *
 * <p>An epoch of D images with N replicas of batch b takes ceil(D / (N b)) steps; the last one may
 * be smaller. Every k steps the replicas average. So
 *
 * <pre>
 *   epoch  = fixed + image D / N + sum over rounds of round(N, k)
 *   round  = slowest of N replicas in k steps + exchange(N)
 * </pre>
 *
 * where {@code exchange} is {@code fixed + N perReplica}: the driver receives N states, adds them
 * up and sends N answers, one after the other through one network interface, so it grows with N
 * however fast the network is. Where N states are more than a message may hold, rounds are Spark
 * jobs: the executors average, each a part of the state, which takes as long whatever N is if each
 * has a network interface of its own, but tasks grow with N; the state travels by torrent
 * broadcast, in about 1 + log2 N hops from executor to executor.
 *
 * <p>Left out: what averaging every k steps, and a joint batch of N b, do to convergence; replicas
 * that report while others still step (their transfer is then hidden); racks and network
 * congestion; failures.
 */
public final class CostModel {
  private final ClusterCosts costs;
  private final int batch;
  private final long images;

  /**
   * A model of one training job.
   *
   * @param batch images per replica and step
   * @param images in an epoch
   */
  public CostModel(ClusterCosts costs, int batch, long images) {
    if (batch < 1 || images < 1) {
      throw new IllegalArgumentException(
          "batch %d, %d images: each must be at least 1".formatted(batch, images));
    }
    this.costs = costs;
    this.batch = batch;
    this.images = images;
  }

  /** Images/s of one replica that only steps. */
  public double ideal() {
    return batch / costs.alone().mean();
  }

  /**
   * Throughput over whole epochs, validation not counted.
   *
   * @param replicas N, each on an executor of its own
   * @param averaging k
   */
  public Prediction predict(int replicas, int averaging) {
    if (replicas < 1 || averaging < 1) {
      throw new IllegalArgumentException(
          "%d replicas averaged every %d steps: each must be at least 1"
              .formatted(replicas, averaging));
    }
    double joint = (double) replicas * batch;
    long steps = (long) Math.ceil(images / joint);
    long rounds = steps / averaging;
    int left = (int) (steps % averaging);
    double exchange = exchange(replicas);
    double stepping = rounds * slowest(replicas, averaging);
    if (left > 0) {
      stepping += slowest(replicas, left);
    }
    double smaller = 1 - (images - (steps - 1) * joint) / joint;
    stepping -= smaller * mean(replicas);
    double epoch =
        costs.epoch()
            + costs.image() * images / replicas
            + stepping
            + (rounds + (left > 0 ? 1 : 0)) * exchange;
    double speed = images / epoch;
    return new Prediction(
        replicas,
        averaging,
        speed,
        speed / (replicas * ideal()),
        averaging * costs.alone().mean(),
        averaging * (mean(replicas) - costs.alone().mean()),
        slowest(replicas, averaging) - averaging * mean(replicas),
        exchange,
        jobs(replicas),
        costs.stateBytes() * replicas,
        joint > images);
  }

  /** Seconds of a round beside its steps. */
  private double exchange(int replicas) {
    if (!jobs(replicas)) {
      return costs.exchange().at(replicas);
    }
    return costs.jobs().at(replicas) + costs.broadcastHop() * broadcastHops(replicas);
  }

  /** Hops from executor to executor until a torrent broadcast has come to all. */
  public static double broadcastHops(int replicas) {
    return 1 + Math.log(replicas) / Math.log(2);
  }

  private boolean jobs(int replicas) {
    return costs.stateBytes() > costs.mostExchanged() / replicas;
  }

  private double slowest(int replicas, int steps) {
    return between(
        replicas,
        costs.alone().slowest(replicas, steps),
        costs.together().slowest(replicas, steps));
  }

  private double mean(int replicas) {
    return between(replicas, costs.alone().mean(), costs.together().mean());
  }

  /** Fewer replicas than were measured together disturb one another less. */
  private double between(int replicas, double alone, double together) {
    double share =
        costs.measured() == 1 ? 1 : Math.min(1, (replicas - 1.0) / (costs.measured() - 1));
    return alone + share * (together - alone);
  }
}
