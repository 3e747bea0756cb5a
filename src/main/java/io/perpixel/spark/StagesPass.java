package io.perpixel.spark;

import io.perpixel.image.Stages;
import io.perpixel.image.TargetKind;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

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
   * Says what {@link #run} would do.
   *
   * @param command name of the command, for the record
   * @param code identity of the code, for the record
   */
  public PassPlan plan(String command, String code) throws IOException {
    return plan(record(command, code));
  }

  /** As {@link #run(PassPlan)}, whatever there is to do. */
  public Outcome run(String command, String code) throws IOException {
    return run(plan(command, code));
  }

  private TableRecord record(String command, String code) {
    Map<String, String> parameters = new TreeMap<>(source.parameters());
    parameters.put("stages", stages.toString());
    if (source.hasTarget()) {
      parameters.put("targets", targets.name());
    }
    return new TableRecord(command, code, source.inputs(), parameters);
  }

  private PassPlan plan(TableRecord record) throws IOException {
    Optional<TableRecord.Committed> before = writer.committed();
    if (before.isEmpty()) {
      return PassPlan.whole(record, "there is no table yet");
    }
    TableState state = before.get().state();
    if (before.get().key().equals(record.key())) {
      return PassPlan.nothing(record, state.counts());
    }
    if (!before.get().recipe().equals(record.recipe())) {
      return PassPlan.whole(
          record, "the table was made from another input, by other settings or code");
    }
    Optional<SourceUnits> units = source.units();
    if (units.isEmpty() || state.sources().isEmpty() || state.files().isEmpty()) {
      return PassPlan.whole(
          record, "the input has changed, and is of a kind that is read as a whole");
    }
    if (writer.rejectsOf(before.get()).isEmpty()) {
      return PassPlan.whole(record, "the rejects of the last run are not there");
    }
    return PassPlan.update(
        record, before.get(), SourceChanges.between(writer.sources(state), units.get()));
  }

  /**
   * Does what is planned, unless the table is there. Where only some units of the source have
   * changed, only these are read.
   *
   * @param plan of this pass, from {@link #plan(String, String)}
   * @throws BadDataException if more was rejected than the budget allows; nothing is committed
   */
  public Outcome run(PassPlan plan) throws IOException {
    TableRecord record = plan.record();
    if (plan.done().isPresent()) {
      return new Outcome(plan.done().get(), true);
    }
    Tally tally = new Tally(spark.sparkContext());
    StagesFunction function = new StagesFunction(stages, targets, source, tally);
    StructType schema = ImageTable.schema(source.hasTarget(), source.hasFixations());
    TableExtras extras = TableExtras.of(source.attachments(), source.units());
    if (plan.update().isPresent()) {
      Counts counts = update(plan.update().get(), function, schema, tally, record, extras);
      return new Outcome(counts, false);
    }
    JavaRDD<Row> rows = source.items().mapPartitions(function);
    Counts counts = writer.write(spark.createDataFrame(rows, schema), tally, record, extras);
    return new Outcome(counts, false);
  }

  private Counts update(
      PassPlan.Update update,
      StagesFunction function,
      StructType schema,
      Tally tally,
      TableRecord record,
      TableExtras extras)
      throws IOException {
    Set<String> gone = update.changes().gone();
    List<Reject> rejects =
        writer.rejectsOf(update.before()).orElseThrow().stream()
            .filter(reject -> !SourceUnits.from(gone, reject.id()))
            .toList();
    CarriedRows carried = writer.carried(update.before(), gone);
    Set<String> wanted = update.changes().toRead();
    Optional<Dataset<Row>> rows = Optional.empty();
    if (!wanted.isEmpty() || carried.rewrites()) {
      JavaRDD<Row> fresh = source.items(wanted).mapPartitions(function);
      rows = Optional.of(spark.createDataFrame(fresh.union(carried.rows(schema)), schema));
    }
    return writer.update(rows, tally, carried, rejects, record, extras);
  }
}
