package io.perpixel.spark;

import io.perpixel.palette.Palette;
import io.perpixel.palette.PaletteFile;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** One pass that labels a source's images. Skipped if an equal pass has been committed. */
public final class LabelPass {
  private final SparkSession spark;
  private final ImageSource source;
  private final Palette palette;
  private final TableWriter writer;

  public LabelPass(SparkSession spark, ImageSource source, Palette palette, TableWriter writer) {
    this.spark = spark;
    this.source = source;
    this.palette = palette;
    this.writer = writer;
  }

  /**
   * Runs it, unless its table is there.
   *
   * @param command name of the command, for the record
   * @param code identity of the code, for the record
   * @throws BadDataException if more was rejected than the budget allows; nothing is committed
   */
  public PassOutcome run(String command, String code) throws IOException {
    Map<String, String> parameters = new TreeMap<>(source.parameters());
    parameters.put(LabelTable.HASH, palette.hash());
    TableRecord record = new TableRecord(command, code, source.inputs(), parameters);
    Optional<Counts> done = writer.alreadyDone(record);
    if (done.isPresent()) {
      return PassOutcome.skipped(done.get());
    }
    Tally tally = writer.tally();
    JavaRDD<Row> rows = source.items().mapPartitions(new LabelFunction(palette, tally));
    TableExtras extras = TableExtras.of(Map.of(LabelTable.FILE, PaletteFile.toBytes(palette)));
    return writer.exclusively(
        () ->
            PassOutcome.of(
                writer.write(new TableRows(rows, ImageTable.schema(true)), tally, record, extras)));
  }
}
