package io.perpixel.spark;

import io.perpixel.image.Stages;
import io.perpixel.image.TargetKind;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.apache.spark.api.java.JavaRDD;
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
  private final Tally tally;

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
    this.tally = writer.tally();
  }

  /**
   * Says what {@link #run} would do.
   *
   * @param command name of the command, for the record
   * @param code identity of the code, for the record
   */
  public PassPlan plan(String command, String code) throws IOException {
    return plan(record(command, code));
  }

  /** As {@link #run(PassPlan, LongConsumer)}, whatever there is to do. */
  public PassOutcome run(String command, String code) throws IOException {
    return run(plan(command, code), read -> {});
  }

  /** What the pass has counted so far; at any time, from any thread. */
  public Tally tally() {
    return tally;
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
      return PassPlan.whole(record, "there is no table yet", source.size());
    }
    TableState state = before.get().state();
    if (before.get().key().equals(record.key())) {
      return PassPlan.nothing(record, state.counts());
    }
    if (!before.get().recipe().equals(record.recipe())) {
      return PassPlan.whole(
          record,
          "the table was made from another input, by other settings or code",
          source.size());
    }
    Optional<SourceUnits> units = source.units();
    if (units.isEmpty() || state.sources().isEmpty() || state.files().isEmpty()) {
      return PassPlan.whole(
          record, "the input has changed, and is of a kind that is read as a whole", source.size());
    }
    if (writer.rejectsOf(before.get()).isEmpty()) {
      return PassPlan.whole(record, "the rejects of the last run are not there", source.size());
    }
    SourceChanges changes = SourceChanges.between(writer.sources(state), units.get());
    return PassPlan.update(record, before.get(), changes, source.size(changes.toRead()));
  }

  /**
   * Does what is planned, unless the table is there. Where only some units of the source have
   * changed, only these are read.
   *
   * @param plan of this pass, from {@link #plan(String, String)}
   * @param progress is given, now and then, the number of images read since it was called last
   * @throws BadDataException if more was rejected than the budget allows; nothing is committed
   * @throws DirectoryLockedException if another run writes the table, or has since it was planned
   */
  public PassOutcome run(PassPlan plan, LongConsumer progress) throws IOException {
    if (plan.done().isPresent()) {
      writer.removeLeftovers();
      return PassOutcome.skipped(plan.done().get());
    }
    return writer.exclusively(
        () -> {
          if (plan.update().isPresent()) {
            requireUnchanged(plan.update().get().before());
          }
          try (PassProgress watched = new PassProgress(spark, tally, progress)) {
            watched.begin();
            return PassOutcome.of(run(plan));
          }
        });
  }

  private void requireUnchanged(TableRecord.Committed planned) throws IOException {
    if (writer.committed().filter(now -> now.key().equals(planned.key())).isEmpty()) {
      throw new DirectoryLockedException(
          "another run has changed the table since this one looked at it: run it again");
    }
  }

  private WrittenTable run(PassPlan plan) throws IOException {
    TableRecord record = plan.record();
    StagesFunction function = new StagesFunction(stages, targets, source, tally);
    StructType schema = ImageTable.schema(source.hasTarget(), source.hasFixations());
    TableExtras extras = TableExtras.of(source.attachments(), source.units());
    if (plan.update().isPresent()) {
      return update(plan.update().get(), function, schema, record, extras);
    }
    JavaRDD<Row> rows = source.items().mapPartitions(function);
    return writer.write(new TableRows(rows, schema), tally, record, extras);
  }

  private WrittenTable update(
      PassPlan.Update update,
      StagesFunction function,
      StructType schema,
      TableRecord record,
      TableExtras extras)
      throws IOException {
    Set<String> gone = update.changes().gone();
    CarriedRejects rejects = carriedRejects(update.before(), gone);
    CarriedRows carried = writer.carried(update.before(), gone);
    Set<String> wanted = update.changes().toRead();
    Optional<TableRows> rows = Optional.empty();
    if (!wanted.isEmpty() || carried.rewrites()) {
      JavaRDD<Row> fresh = source.items(wanted).mapPartitions(function);
      rows = Optional.of(new TableRows(fresh.union(carried.rows(schema)), schema));
    }
    return writer.update(rows, tally, carried, rejects, record, extras);
  }

  /** Most nights there is none, and no job to look. */
  private CarriedRejects carriedRejects(TableRecord.Committed before, Set<String> gone)
      throws IOException {
    return before.counts().rejected() == 0
        ? CarriedRejects.NONE
        : CarriedRejects.of(spark, writer.rejectsOf(before).orElseThrow(), gone, source.foreseen());
  }
}
