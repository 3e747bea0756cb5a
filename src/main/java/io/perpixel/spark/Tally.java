package io.perpixel.spark;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.util.CollectionAccumulator;
import org.apache.spark.util.LongAccumulator;

/**
 * Counts what a pass reads and keeps what it rejects.
 *
 * <p>Spark counts an accumulator once per task only in the stage that writes: use a tally in the
 * last narrow step before {@link TableWriter}, never before a shuffle.
 */
public final class Tally implements Serializable {
  private static final long serialVersionUID = 1L;

  private final LongAccumulator read;
  private final CollectionAccumulator<Reject> rejects;

  public Tally(SparkContext context) {
    this.read = context.longAccumulator("read");
    this.rejects = context.collectionAccumulator("rejects");
  }

  /** On executors: one more row was read. */
  public void read() {
    read.add(1L);
  }

  /** On executors: the row just read is of no use. */
  public void reject(Reject reject) {
    rejects.add(reject);
  }

  long readCount() {
    return read.value();
  }

  /** On the driver, after the pass: the rejects in order of id. */
  List<Reject> rejects() {
    return rejects.value().stream().sorted(Reject.ORDER).toList();
  }
}
