package io.perpixel.spark;

import org.apache.spark.SparkContext;
import org.apache.spark.util.AccumulatorV2;

/** Sums up rejects over tasks. */
final class RejectAccumulator extends AccumulatorV2<Reject, RejectSummary> {
  private static final long serialVersionUID = 1L;

  private RejectSummary summary = new RejectSummary();

  /** One that counts from now on. */
  static RejectAccumulator on(SparkContext context) {
    RejectAccumulator made = new RejectAccumulator();
    context.register(made);
    return made;
  }

  @Override
  public boolean isZero() {
    return summary.total() == 0;
  }

  @Override
  public RejectAccumulator copy() {
    RejectAccumulator copy = new RejectAccumulator();
    copy.summary = summary.copy();
    return copy;
  }

  @Override
  public void reset() {
    summary = new RejectSummary();
  }

  @Override
  public void add(Reject reject) {
    summary.add(reject);
  }

  @Override
  public void merge(AccumulatorV2<Reject, RejectSummary> other) {
    summary.merge(other.value());
  }

  @Override
  public RejectSummary value() {
    return summary;
  }
}
