package io.perpixel.spark;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Rejects of an earlier run that stay.
 *
 * @param rows as in a {@link RejectsTable}; empty if there are none
 * @param summary of them
 */
record CarriedRejects(Optional<Dataset<Row>> rows, RejectSummary summary) {
  static final CarriedRejects NONE = new CarriedRejects(Optional.empty(), new RejectSummary());

  /**
   * Those that come from units that are still there.
   *
   * @param before all of the earlier run
   * @param gone units whose rejects count no more
   * @param foreseen ids of rejects that are known of the data
   */
  static CarriedRejects of(
      SparkSession spark, Dataset<Row> before, Set<String> gone, Set<String> foreseen) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Broadcast<Set<String>> units = context.broadcast(new HashSet<>(gone));
    Broadcast<Set<String>> known = context.broadcast(new HashSet<>(foreseen));
    JavaRDD<Row> kept =
        before.toJavaRDD().filter(row -> !SourceUnits.from(units.value(), row.getString(0)));
    RejectAccumulator counted = RejectAccumulator.on(context.sc());
    kept.foreach(
        row ->
            counted.add(
                new Reject(
                    row.getString(0),
                    row.getString(1),
                    row.getString(2),
                    known.value().contains(row.getString(0)))));
    return new CarriedRejects(
        Optional.of(spark.createDataFrame(kept, Reject.schema())), counted.value().copy());
  }
}
