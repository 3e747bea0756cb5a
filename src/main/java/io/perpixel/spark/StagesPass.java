package io.perpixel.spark;

import io.perpixel.image.Stages;
import io.perpixel.image.TargetKind;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** One pass over a source: decode, stages, table. Skipped if an equal pass has been committed. */
public final class StagesPass {
  private final SparkSession spark;
  private final ImageSource source;
  private final Stages stages;
  private final TargetKind targets;
  private final TableWriter writer;

  /**
   * @param targets what the targets of the source are, if it has any
   */
  public StagesPass(
      SparkSession spark,
      ImageSource source,
      Stages stages,
      TargetKind targets,
      TableWriter writer) {
    this.spark = spark;
    this.source = source;
    this.stages = stages;
    this.targets = targets;
    this.writer = writer;
  }

  /**
   * How a pass ended.
   *
   * @param counts its rows
   * @param skipped whether the table was there already
   */
  public record Outcome(Counts counts, boolean skipped) {}

  /**
   * Runs it, unless its table is there.
   *
   * @param command name of the command, for the record
   * @param code identity of the code, for the record
   * @throws BadDataException if more was rejected than the budget allows; nothing is committed
   */
  public Outcome run(String command, String code) throws IOException {
    Map<String, String> parameters = new TreeMap<>(source.parameters());
    parameters.put("stages", stages.toString());
    if (source.hasTarget()) {
      parameters.put("targets", targets.name());
    }
    TableRecord record = new TableRecord(command, code, source.inputs(), parameters);
    Optional<Counts> done = writer.alreadyDone(record);
    if (done.isPresent()) {
      return new Outcome(done.get(), true);
    }
    Tally tally = new Tally(spark.sparkContext());
    JavaRDD<Row> rows =
        source.items().mapPartitions(new StagesFunction(stages, targets, source, tally));
    Counts counts =
        writer.write(
            spark.createDataFrame(
                rows, ImageTable.schema(source.hasTarget(), source.hasFixations())),
            tally,
            record,
            source.attachments());
    return new Outcome(counts, false);
  }
}
