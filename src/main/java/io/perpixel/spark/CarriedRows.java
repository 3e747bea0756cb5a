package io.perpixel.spark;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.LongAccumulator;
import scala.Tuple2;

/**
 * What stays of a table when some units of its source are gone: files without a row of these stay
 * as they are; of the others, the remaining rows are copied. So are small files once there are
 * many, or nightly updates would end with a file for each night.
 */
final class CarriedRows {
  /** Files of fewer rows than this are small. */
  static final int SMALL = 500;

  /** So many small files stay. */
  static final int MANY = 16;

  private final SparkSession spark;
  private final Path directory;
  private final Broadcast<Set<String>> gone;
  private final List<DataFile> kept = new ArrayList<>();
  private final List<DataFile> rewritten = new ArrayList<>();
  private final long goneRows;
  private final LongAccumulator copied;

  /**
   * Looks which files are affected; of the rows, only ids are read.
   *
   * @param gone units whose rows count no more
   */
  CarriedRows(SparkSession spark, Path directory, List<DataFile> files, Set<String> gone) {
    this.spark = spark;
    this.directory = directory;
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    this.gone = context.broadcast(new HashSet<>(gone));
    this.copied = spark.sparkContext().longAccumulator("rows copied");
    Set<String> affected = new HashSet<>();
    long rows = 0;
    if (!gone.isEmpty()) {
      for (Tuple2<String, Long> found : affected(files)) {
        affected.add(found._1());
        rows += found._2();
      }
    }
    goneRows = rows;
    List<DataFile> small =
        files.stream()
            .filter(file -> file.rows() < SMALL && !affected.contains(file.name()))
            .toList();
    if (small.size() > MANY) {
      small.forEach(file -> affected.add(file.name()));
    }
    for (DataFile file : files) {
      (affected.contains(file.name()) ? rewritten : kept).add(file);
    }
  }

  /** Names of files that have rows of units that are gone, and how many. */
  private List<Tuple2<String, Long>> affected(List<DataFile> files) {
    Broadcast<Set<String>> units = gone;
    return spark
        .read()
        .parquet(DataFiles.paths(directory, files))
        .select(functions.col(ImageTable.ID), functions.col("_metadata.file_name"))
        .toJavaRDD()
        .filter(row -> SourceUnits.from(units.value(), row.getString(0)))
        .mapToPair(row -> new Tuple2<>(row.getString(1), 1L))
        .reduceByKey(Long::sum)
        .collect();
  }

  /** Files that stay. */
  List<DataFile> kept() {
    return kept;
  }

  /** Rows of the other files that stay, copied as they are; empty if there is no such file. */
  JavaRDD<Row> rows(StructType schema) {
    if (rewritten.isEmpty()) {
      return JavaSparkContext.fromSparkContext(spark.sparkContext()).emptyRDD();
    }
    Broadcast<Set<String>> units = gone;
    LongAccumulator counter = copied;
    return spark
        .read()
        .schema(schema)
        .parquet(DataFiles.paths(directory, rewritten))
        .toJavaRDD()
        .filter(row -> !SourceUnits.from(units.value(), row.getString(0)))
        .map(
            row -> {
              counter.add(1L);
              return row;
            });
  }

  /**
   * After {@link #rows} have been written: how many there were.
   *
   * @throws IllegalStateException if rows were lost or came twice
   */
  long copied() {
    long expected = rewritten.stream().mapToLong(DataFile::rows).sum() - goneRows;
    if (copied.value() != expected) {
      throw new IllegalStateException(
          "%d rows were copied, expected %d: rows were lost or came twice"
              .formatted(copied.value(), expected));
    }
    return expected;
  }

  /** Whether there is a file that does not stay. */
  boolean rewrites() {
    return !rewritten.isEmpty();
  }
}
