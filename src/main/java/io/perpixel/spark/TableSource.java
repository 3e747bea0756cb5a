package io.perpixel.spark;

import io.perpixel.image.StageException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** An {@link ImageTable}, such as an earlier run wrote. */
public final class TableSource implements ImageSource {
  private final Dataset<Row> table;
  private final List<Integer> categories;
  private final Optional<String> split;
  private final InputDigest digest;
  private final String uri;
  private final Configuration conf;

  /**
   * @param categories classes to keep by {@code label}; all rows if empty
   * @throws IllegalArgumentException if there is no image table at {@code uri}
   */
  public TableSource(SparkSession spark, String uri, List<Integer> categories) throws IOException {
    this(spark, uri, categories, Optional.empty());
  }

  /**
   * @param split whose rows to keep; all rows if empty
   * @throws IllegalArgumentException if there is no image table at {@code uri}
   */
  public TableSource(
      SparkSession spark, String uri, List<Integer> categories, Optional<String> split)
      throws IOException {
    Dataset<Row> rows = ImageTable.read(spark, uri);
    if (!categories.isEmpty()) {
      rows = rows.filter(rows.col(ImageTable.LABEL).isin(categories.toArray()));
    }
    if (split.isPresent()) {
      rows = rows.filter(rows.col(ImageTable.SPLIT).equalTo(split.get()));
    }
    this.table = rows;
    this.split = split;
    this.categories = List.copyOf(categories);
    this.uri = uri;
    this.conf = spark.sparkContext().hadoopConfiguration();
    this.digest = digest(uri, conf);
  }

  /**
   * Identifies a table: by the key of its record if it has one, for then equal keys mean equal
   * rows, though part files are named anew at each run; else by its files.
   */
  public static InputDigest digest(String uri, Configuration conf) throws IOException {
    List<FileStatus> files = HadoopFiles.list(uri, conf);
    Path directory = HadoopFiles.qualify(uri, conf);
    long bytes = files.stream().mapToLong(FileStatus::getLen).sum();
    Optional<TableRecord.Committed> made = TableRecord.committed(directory, conf);
    return made.isPresent()
        ? new InputDigest(uri, files.size(), bytes, "record", made.get().key())
        : InputDigest.of(uri, files, conf);
  }

  /** Whether a table of ours is there, whole. */
  public static boolean exists(String uri, Configuration conf) throws IOException {
    return TableRecord.committed(HadoopFiles.qualify(uri, conf), conf).isPresent();
  }

  /**
   * Identifies the bytes of a table, whatever its record says: for those who have to know that
   * nobody touched it since.
   */
  public static String contentDigest(String uri, Configuration conf) throws IOException {
    return InputDigest.of(uri, HadoopFiles.list(uri, conf), conf).sha256();
  }

  /**
   * The sort shuffles once, before the items: part files of any reader's making come in any order.
   */
  @Override
  public JavaRDD<SourceItem> items() {
    return table.sort(ImageTable.ID).toJavaRDD().map(Item::new);
  }

  /** As {@link #items}, in no particular order and without the shuffle, for those who count. */
  public JavaRDD<SourceItem> unsorted() {
    return table.toJavaRDD().map(Item::new);
  }

  @Override
  public boolean hasTarget() {
    return ImageTable.hasTarget(table);
  }

  @Override
  public boolean hasFixations() {
    return ImageTable.hasFixations(table);
  }

  @Override
  public List<InputDigest> inputs() {
    return List.of(digest);
  }

  @Override
  public Map<String, String> parameters() {
    Map<String, String> parameters = new TreeMap<>();
    parameters.put("categories", new TreeSet<>(categories).toString());
    split.ifPresent(kept -> parameters.put("split", kept));
    return parameters;
  }

  @Override
  public Map<String, byte[]> attachments() throws IOException {
    return LabelTable.attachments(uri, conf);
  }

  private record Item(Row row) implements SourceItem {
    @Override
    public String id() {
      return String.valueOf(row.<Object>getAs(ImageTable.ID));
    }

    @Override
    public long bytes() {
      return length(ImageTable.DATA) + length(ImageTable.TARGET_PREFIX + ImageTable.DATA);
    }

    private long length(String column) {
      boolean there = List.of(row.schema().fieldNames()).contains(column);
      byte[] data = there ? row.getAs(column) : null;
      return data == null ? 0 : data.length;
    }

    @Override
    public ImageRow decode() throws StageException {
      try {
        return ImageRow.of(row);
      } catch (IllegalArgumentException e) {
        throw new StageException("read", e.getMessage(), e);
      }
    }
  }
}
