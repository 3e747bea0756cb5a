package io.perpixel.spark;

import io.perpixel.image.StageException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** An {@link ImageTable}, such as an earlier run wrote. */
public final class TableSource implements ImageSource {
  private final Dataset<Row> table;
  private final List<Integer> categories;
  private final InputDigest digest;
  private final String uri;
  private final Configuration conf;

  /**
   * @param categories classes to keep by {@code label}; all rows if empty
   * @throws IllegalArgumentException if there is no image table at {@code uri}
   */
  public TableSource(SparkSession spark, String uri, List<Integer> categories) throws IOException {
    Dataset<Row> all = ImageTable.read(spark, uri);
    Column kept = all.col(ImageTable.LABEL).isin(categories.toArray());
    this.table = categories.isEmpty() ? all : all.filter(kept);
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
    return TableRecord.committed(directory, conf)
        .map(made -> new InputDigest(uri, files.size(), bytes, "record", made.key()))
        .orElse(InputDigest.of(uri, files, conf));
  }

  /**
   * The sort shuffles once, before the items: part files of any reader's making come in any order.
   */
  @Override
  public JavaRDD<SourceItem> items() {
    return table.sort(ImageTable.ID).toJavaRDD().map(Item::new);
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
    return Map.of("categories", new TreeSet<>(categories).toString());
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
