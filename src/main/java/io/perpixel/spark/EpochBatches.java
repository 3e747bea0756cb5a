package io.perpixel.spark;

import io.perpixel.train.Augmentation;
import io.perpixel.train.BatchSchedule;
import io.perpixel.train.EpochOrder;
import io.perpixel.train.EpochPlan;
import io.perpixel.train.Example;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.nd4j.linalg.dataset.DataSet;
import scala.Tuple2;

/**
 * Deals the examples of an epoch to replicas and minibatches: one shuffle of compact rows, in the
 * epoch's global order.
 */
final class EpochBatches {
  private EpochBatches() {}

  /**
   * The minibatches of an epoch: partition = replica, elements in order of steps.
   *
   * @param indexed examples with their place in the table's order of ids, as the plain loop counts
   *     them
   */
  static JavaRDD<DataSet> of(
      JavaPairRDD<Long, Example> indexed, EpochPlan plan, BatchSchedule schedule, int epoch) {
    EpochOrder order = plan.order(schedule.size(), epoch);
    Augmentation augmentation = plan.augmentation();
    return indexed
        .mapToPair(e -> new Tuple2<>(order.position(e._1()), augmentation.apply(e._2(), epoch)))
        .repartitionAndSortWithinPartitions(new ByReplica(schedule))
        .mapPartitions(examples -> new Minibatches(examples, schedule));
  }

  /** Minibatches one after the other, as a replica asks for them. */
  private static final class Minibatches implements Iterator<DataSet> {
    private final Iterator<Tuple2<Long, Example>> examples;
    private final BatchSchedule schedule;
    private Tuple2<Long, Example> next;

    Minibatches(Iterator<Tuple2<Long, Example>> examples, BatchSchedule schedule) {
      this.examples = examples;
      this.schedule = schedule;
      advance();
    }

    private void advance() {
      next = examples.hasNext() ? examples.next() : null;
    }

    @Override
    public boolean hasNext() {
      return next != null;
    }

    @Override
    public DataSet next() {
      if (next == null) {
        throw new NoSuchElementException("the replica's share of the epoch is over");
      }
      long step = schedule.step(next._1());
      List<Example> minibatch = new ArrayList<>(schedule.batch());
      while (next != null && schedule.step(next._1()) == step) {
        minibatch.add(next._2());
        advance();
      }
      return new CompactDataSet(minibatch);
    }
  }

  private static final class ByReplica extends Partitioner {
    private static final long serialVersionUID = 1;

    private final BatchSchedule schedule;

    ByReplica(BatchSchedule schedule) {
      this.schedule = schedule;
    }

    @Override
    public int numPartitions() {
      return schedule.workers();
    }

    @Override
    public int getPartition(Object position) {
      return schedule.worker((Long) position);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof ByReplica p && p.schedule.equals(schedule);
    }

    @Override
    public int hashCode() {
      return schedule.hashCode();
    }
  }
}
