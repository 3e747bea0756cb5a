package io.perpixel.spark;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The Parquet table of images and tensors; any Parquet reader can use it.
 *
 * <table>
 *   <caption>Columns</caption>
 *   <tr><td>{@code id}</td><td>string</td><td>unique; part files are in its order</td></tr>
 *   <tr><td>{@code split}</td><td>string</td><td>train, validation, test or all</td></tr>
 *   <tr><td>{@code height, width, channels}</td><td>int</td><td>in elements</td></tr>
 *   <tr><td>{@code layout}</td><td>string</td><td>HWC or CHW</td></tr>
 *   <tr><td>{@code dtype}</td><td>string</td><td>uint8 or float32</td></tr>
 *   <tr><td>{@code data}</td><td>binary</td><td>row-major, little endian</td></tr>
 *   <tr><td>{@code label}</td><td>int, nullable</td><td>class of the image</td></tr>
 *   <tr><td>{@code target_height … target_data}</td><td>nullable</td><td>mask, map or label image; only
 *       in tables that have any</td></tr>
 *   <tr><td>{@code fixations}</td><td>binary, nullable</td><td>where people looked: int32 little
 *       endian, row and column of each point, counted from 0 in pixels of this row's image; only in
 *       tables that have any</td></tr>
 * </table>
 */
public final class ImageTable {
  public static final String ID = "id";
  public static final String SPLIT = "split";
  public static final String HEIGHT = "height";
  public static final String WIDTH = "width";
  public static final String CHANNELS = "channels";
  public static final String LAYOUT = "layout";
  public static final String DTYPE = "dtype";
  public static final String DATA = "data";
  public static final String LABEL = "label";
  public static final String TARGET_PREFIX = "target_";
  public static final String FIXATIONS = "fixations";

  private static final String PARQUET_MAGIC = "PAR1";

  /** Columns that one raster takes, {@code height} to {@code data}. */
  static final int RASTER_COLUMNS = 6;

  private ImageTable() {}

  /** The schema, with or without the {@code target_} columns. */
  public static StructType schema(boolean withTarget) {
    return schema(withTarget, false);
  }

  /** The schema, with or without the {@code target_} columns and {@value #FIXATIONS}. */
  public static StructType schema(boolean withTarget, boolean withFixations) {
    List<StructField> fields = new ArrayList<>();
    fields.add(field(ID, DataTypes.StringType, false));
    fields.add(field(SPLIT, DataTypes.StringType, false));
    fields.addAll(raster("", false));
    fields.add(field(LABEL, DataTypes.IntegerType, true));
    if (withTarget) {
      fields.addAll(raster(TARGET_PREFIX, true));
    }
    if (withFixations) {
      fields.add(field(FIXATIONS, DataTypes.BinaryType, true));
    }
    return new StructType(fields.toArray(StructField[]::new));
  }

  private static List<StructField> raster(String prefix, boolean nullable) {
    return List.of(
        field(prefix + HEIGHT, DataTypes.IntegerType, nullable),
        field(prefix + WIDTH, DataTypes.IntegerType, nullable),
        field(prefix + CHANNELS, DataTypes.IntegerType, nullable),
        field(prefix + LAYOUT, DataTypes.StringType, nullable),
        field(prefix + DTYPE, DataTypes.StringType, nullable),
        field(prefix + DATA, DataTypes.BinaryType, nullable));
  }

  private static StructField field(String name, DataType type, boolean nullable) {
    return DataTypes.createStructField(name, type, nullable);
  }

  /** Whether a table has target columns. */
  public static boolean hasTarget(Dataset<Row> table) {
    return Arrays.asList(table.columns()).contains(TARGET_PREFIX + DATA);
  }

  /** The splits that occur in a table, in their order. */
  public static List<String> splits(Dataset<Row> table) {
    return table.select(SPLIT).distinct().collectAsList().stream()
        .map(row -> row.getString(0))
        .sorted()
        .toList();
  }

  /** Whether a table has the column of fixation points. */
  public static boolean hasFixations(Dataset<Row> table) {
    return Arrays.asList(table.columns()).contains(FIXATIONS);
  }

  /**
   * Opens a table. Rows come in no particular order: sort by {@code id} where it matters.
   *
   * @param uri directory or file, on any Hadoop file system
   * @throws IllegalArgumentException if there is no Parquet table, or it is not an image table; the
   *     message lists the columns that are missing or of another type
   */
  public static Dataset<Row> read(SparkSession spark, String uri) {
    Dataset<Row> table = open(spark, uri);
    List<String> wrong = new ArrayList<>();
    for (StructField wanted : schema(hasTarget(table), hasFixations(table)).fields()) {
      if (!Arrays.asList(table.columns()).contains(wanted.name())) {
        wrong.add(wanted.name() + " is missing");
      } else if (!table.schema().apply(wanted.name()).dataType().equals(wanted.dataType())) {
        wrong.add(
            "%s is %s, expected %s"
                .formatted(
                    wanted.name(),
                    table.schema().apply(wanted.name()).dataType().simpleString(),
                    wanted.dataType().simpleString()));
      }
    }
    if (!wrong.isEmpty()) {
      throw new IllegalArgumentException(
          uri + " is not an image table: " + String.join("; ", wrong));
    }
    return table;
  }

  private static Dataset<Row> open(SparkSession spark, String uri) {
    try {
      return spark.read().parquet(parquetFiles(uri, spark.sparkContext().hadoopConfiguration()));
    } catch (Exception e) {
      // Scala declares nothing: an AnalysisException or SparkException comes through undeclared.
      throw new IllegalArgumentException(
          "no Parquet table at %s (%s): expected what preprocess or palette label writes"
              .formatted(uri, e.getMessage()),
          e);
    }
  }

  /** The files that a table's record lists; where there is none, whatever is there. */
  private static String[] parquetFiles(String uri, Configuration conf) throws IOException {
    Path directory = HadoopFiles.qualify(uri, conf);
    List<DataFile> listed =
        TableRecord.committed(directory, conf).map(TableRecord.Committed::files).orElse(List.of());
    if (!listed.isEmpty()) {
      return DataFiles.paths(directory, listed);
    }
    if (InPlaceTable.isUnfinished(directory, conf)) {
      throw new IOException("it is being written, or a run was killed before it was complete");
    }
    requireParquet(HadoopFiles.list(uri, conf), conf);
    return new String[] {uri};
  }

  /**
   * Asked before Spark is, which would log a page of stack traces about a directory of pictures.
   */
  private static void requireParquet(List<FileStatus> files, Configuration conf)
      throws IOException {
    if (files.isEmpty()) {
      throw new IOException("it has no files");
    }
    Path first = files.get(0).getPath();
    try (InputStream in = first.getFileSystem(conf).open(first)) {
      byte[] magic = in.readNBytes(PARQUET_MAGIC.length());
      if (!PARQUET_MAGIC.equals(new String(magic, StandardCharsets.ISO_8859_1))) {
        throw new IOException(first.getName() + " is not a Parquet file");
      }
    }
  }
}
