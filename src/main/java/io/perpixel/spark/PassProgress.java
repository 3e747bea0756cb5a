package io.perpixel.spark;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongConsumer;
import org.apache.spark.Success$;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;
import scala.collection.Iterator;
import scala.collection.Seq;

/**
 * Tells somebody, while a pass runs, how many rows it has read: when a task ends, and of tasks that
 * still run whenever their executors report, every ten seconds by default.
 */
final class PassProgress extends SparkListener implements AutoCloseable {
  private final SparkSession spark;
  private final Tally tally;
  private final LongConsumer more;
  private final Map<Long, Long> running = new HashMap<>();
  private long ended;
  private long told;

  /**
   * Listens to nothing yet.
   *
   * @param more is given the rows read since it was called last, never less than 1; calls come from
   *     one thread at a time
   */
  PassProgress(SparkSession spark, Tally tally, LongConsumer more) {
    this.spark = spark;
    this.tally = tally;
    this.more = more;
  }

  /** Before the first job of the pass. */
  void begin() {
    spark.sparkContext().addSparkListener(this);
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd end) {
    running.remove(end.taskInfo().taskId());
    if (Success$.MODULE$.equals(end.reason())) {
      ended += read(end.taskInfo().accumulables());
      tell(ended + running.values().stream().mapToLong(Long::longValue).sum());
    }
  }

  @Override
  public synchronized void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate update) {
    for (Iterator<scala.Tuple4<Object, Object, Object, Seq<AccumulableInfo>>> tasks =
            update.accumUpdates().iterator();
        tasks.hasNext(); ) {
      scala.Tuple4<Object, Object, Object, Seq<AccumulableInfo>> task = tasks.next();
      running.put((Long) task._1(), read(task._4()));
    }
    tell(ended + running.values().stream().mapToLong(Long::longValue).sum());
  }

  private long read(Seq<AccumulableInfo> accumulables) {
    for (Iterator<AccumulableInfo> all = accumulables.iterator(); all.hasNext(); ) {
      AccumulableInfo one = all.next();
      if (one.id() == tally.readId() && one.update().isDefined()) {
        return (Long) one.update().get();
      }
    }
    return 0;
  }

  /** What a lost task had read is read again, so the sum may stand still for a while. */
  private void tell(long sum) {
    if (sum > told) {
      more.accept(sum - told);
      told = sum;
    }
  }

  /** Events arrive late: the tally knows what they would still say. */
  @Override
  public void close() {
    spark.sparkContext().removeSparkListener(this);
    synchronized (this) {
      tell(tally.readCount());
    }
  }
}
