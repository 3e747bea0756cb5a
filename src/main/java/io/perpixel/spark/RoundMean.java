package io.perpixel.spark;

import java.util.List;

/**
 * A round whose states were averaged where they are.
 *
 * @param results of all replicas in their order, without their states
 * @param model the mean of the states; null where no replica saw an example
 * @param divergence of the replicas, see {@link WorkerDivergence}
 */
record RoundMean(List<RoundResult> results, byte[] model, double divergence) {}
