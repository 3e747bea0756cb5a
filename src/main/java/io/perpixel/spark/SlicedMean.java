package io.perpixel.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import scala.Tuple2;

/**
 * Averages the states of a round on the executors: each state is cut into slices, a task averages
 * some of them over all replicas, and only the mean comes to the driver. However many replicas
 * there are, an executor sends and receives about as much as one state, and the driver too; a sum
 * by a tree would move whole states in each of its levels, and would not add in the order of the
 * replicas. The mean has the bits of {@link WeightedMean}.
 */
final class SlicedMean {
  private SlicedMean() {}

  /**
   * Runs the job.
   *
   * @param results one in each partition
   * @param bytes of a state
   */
  static RoundMean of(JavaRDD<RoundResult> results, int bytes, WorkerDivergence divergence) {
    SliceLayout layout = new SliceLayout(bytes, results.getNumPartitions());
    JavaRDD<Slice> means =
        JavaPairRDD.fromJavaRDD(
                results.mapPartitionsWithIndex((i, result) -> cut(layout, i, result), true))
            .repartitionAndSortWithinPartitions(new SlicePartitioner(layout))
            .mapPartitions(new Mean(layout, divergence));
    try {
      return joined(means.collect(), bytes);
    } finally {
      Release.shufflesOf(means);
    }
  }

  /** A replica's slices; all of a replica without a state is in the first. */
  private static Iterator<Tuple2<Long, RoundResult>> cut(
      SliceLayout layout, int replica, Iterator<RoundResult> results) {
    RoundResult result = results.next();
    int slices = result.model() == null ? 1 : layout.slices();
    return IntStream.range(0, slices)
        .mapToObj(
            slice ->
                new Tuple2<>(
                    layout.place(slice, replica),
                    result.slice(layout.from(slice), layout.until(slice))))
        .iterator();
  }

  /**
   * The mean of one slice; of the first, with all results. (Not a record, and no list in it: Kryo 4
   * cannot build records, nor Java's immutable lists.)
   */
  private static final class Slice implements Serializable {
    private static final long serialVersionUID = 1;

    private final int from;
    private final byte[] mean;
    private final WorkerDivergence.Sums sums;
    private final RoundResult[] results;

    Slice(int from, byte[] mean, WorkerDivergence.Sums sums, RoundResult[] results) {
      this.from = from;
      this.mean = mean;
      this.sums = sums;
      this.results = results;
    }
  }

  /** Averages slices, which come one after the other, each in the order of the replicas. */
  private static final class Mean
      implements FlatMapFunction<Iterator<Tuple2<Long, RoundResult>>, Slice> {
    private static final long serialVersionUID = 1;

    private final SliceLayout layout;
    private final WorkerDivergence divergence;

    Mean(SliceLayout layout, WorkerDivergence divergence) {
      this.layout = layout;
      this.divergence = divergence;
    }

    @Override
    public Iterator<Slice> call(Iterator<Tuple2<Long, RoundResult>> parts) {
      return new Iterator<>() {
        private Tuple2<Long, RoundResult> ahead = parts.hasNext() ? parts.next() : null;

        @Override
        public boolean hasNext() {
          return ahead != null;
        }

        @Override
        public Slice next() {
          int slice = layout.slice(ahead._1());
          List<RoundResult> all = new ArrayList<>();
          while (ahead != null && layout.slice(ahead._1()) == slice) {
            all.add(ahead._2());
            ahead = parts.hasNext() ? parts.next() : null;
          }
          return mean(slice, all);
        }
      };
    }

    private Slice mean(int number, List<RoundResult> all) {
      int from = layout.from(number);
      List<RoundResult> seen = all.stream().filter(r -> r.examples() > 0).toList();
      byte[] mean = seen.isEmpty() ? null : WeightedMean.of(seen);
      return new Slice(
          from,
          mean,
          seen.isEmpty() ? WorkerDivergence.Sums.NONE : divergence.sums(seen, mean, from),
          (number == 0 ? all : List.<RoundResult>of())
              .stream().map(r -> r.with(null)).toArray(RoundResult[]::new));
    }
  }

  private static RoundMean joined(List<Slice> slices, int bytes) {
    List<RoundResult> results = List.of(slices.get(0).results);
    if (slices.get(0).mean == null) {
      return new RoundMean(results, null, 0);
    }
    byte[] model = new byte[bytes];
    WorkerDivergence.Sums sums = WorkerDivergence.Sums.NONE;
    for (Slice slice : slices) {
      System.arraycopy(slice.mean, 0, model, slice.from, slice.mean.length);
      sums = sums.plus(slice.sums);
    }
    return new RoundMean(results, model, sums.divergence());
  }
}
