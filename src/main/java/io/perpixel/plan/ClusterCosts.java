package io.perpixel.plan;

import java.util.OptionalDouble;

/**
 * What things cost on a cluster, in seconds and bytes.
 *
 * @param alone steps of a replica, reading its minibatch included, while no other replica works
 * @param together the same while {@code measured} replicas work, which share memory and caches
 *     where they share a machine
 * @param measured replicas behind {@code together}; a larger cluster is taken to have more of the
 *     same machines
 * @param stateBytes what each replica sends in a round, and receives
 * @param exchange a round beside its steps where the driver answers each replica by itself
 * @param jobs the same, broadcast excepted, where each round is a Spark job
 * @param broadcastHop bringing the state from one executor, or the driver, to the next
 * @param mostExchanged bytes of all states together above which rounds are jobs
 * @param epoch of an epoch beside its rounds and its images
 * @param image of an epoch beside its rounds, for each image of an executor
 * @param plain images/s of the plain loop with all cores of one machine; empty if not known
 */
public record ClusterCosts(
    StepTimes alone,
    StepTimes together,
    int measured,
    long stateBytes,
    Line exchange,
    Line jobs,
    double broadcastHop,
    long mostExchanged,
    double epoch,
    double image,
    OptionalDouble plain) {
  /** Checks the ranges. */
  public ClusterCosts {
    if (measured < 1 || stateBytes < 0 || mostExchanged < 0) {
      throw new IllegalArgumentException(
          "%d replicas, states of %d bytes, at most %d: expected at least 1, 0 and 0"
              .formatted(measured, stateBytes, mostExchanged));
    }
    if (!(broadcastHop >= 0 && epoch >= 0 && image >= 0) || plain.orElse(1) <= 0) {
      throw new IllegalArgumentException(
          "broadcast %s s, epoch %s s, image %s s, plain loop %s: expected from 0, and above 0"
              .formatted(broadcastHop, epoch, image, plain));
    }
  }
}
