package io.perpixel.spark;

import io.perpixel.train.Augmentation;
import io.perpixel.train.BatchSchedule;
import io.perpixel.train.EpochOrder;
import io.perpixel.train.EpochPlan;
import io.perpixel.train.Example;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
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
        .mapPartitions(examples -> group(examples, schedule));
  }

  private static Iterator<DataSet> group(
      Iterator<Tuple2<Long, Example>> examples, BatchSchedule schedule) {
    List<DataSet> minibatches = new ArrayList<>();
    List<Example> minibatch = new ArrayList<>();
    long step = -1;
    while (examples.hasNext()) {
      Tuple2<Long, Example> next = examples.next();
      long nextStep = schedule.step(next._1());
      if (nextStep != step && !minibatch.isEmpty()) {
        minibatches.add(new CompactDataSet(minibatch));
        minibatch.clear();
      }
      step = nextStep;
      minibatch.add(next._2());
    }
    if (!minibatch.isEmpty()) {
      minibatches.add(new CompactDataSet(minibatch));
    }
    return minibatches.iterator();
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
