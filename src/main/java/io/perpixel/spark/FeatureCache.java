package io.perpixel.spark;

import io.perpixel.nn.layer.TailCut;
import io.perpixel.train.Example;
import io.perpixel.train.FeatureType;
import io.perpixel.train.Features;
import io.perpixel.train.ModelFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * The features of images, kept from run to run. Everything that decides them is in the name of the
 * directory, but for the images, whose digests are the rows' keys. Each pass that finds images
 * without features computes these alone and adds them as a part: a {@link FeatureTable} of its own,
 * committed whole or not at all. Parts that cannot be read are computed anew.
 */
public final class FeatureCache {
  /** Images in one inference step: enough for the kernels' best speed, little memory. */
  public static final int BATCH = 8;

  private static final String PART = "part-";

  private final SparkSession spark;
  private final JavaSparkContext sc;
  private final Configuration conf;
  private final FeatureSource source;
  private final TableRecord record;
  private final Path directory;
  private final Consumer<String> told;

  /**
   * How features are computed.
   *
   * @param model the whole model
   * @param cut where its tail begins
   * @param type how they are stored
   * @param kernels {@code nn.kernels}
   * @param parameters all that decides the values, by name
   */
  public record FeatureSource(
      ModelFile model,
      TailCut cut,
      FeatureType type,
      String kernels,
      Map<String, String> parameters) {}

  /**
   * What was there and what was computed.
   *
   * @param features by digest of the image
   * @param images different images that were asked for
   * @param computed of these
   */
  public record Outcome(JavaPairRDD<String, Features> features, long images, long computed) {}

  /**
   * A cache.
   *
   * @param root directory of all features
   * @param told gets one line about each part that is not usable
   */
  public FeatureCache(SparkSession spark, String root, FeatureSource source, Consumer<String> told)
      throws IOException {
    this.spark = spark;
    this.source = source;
    this.told = told;
    sc = JavaSparkContext.fromSparkContext(spark.sparkContext());
    conf = spark.sparkContext().hadoopConfiguration();
    record = new TableRecord("features", FeatureTable.FORMAT, List.of(), source.parameters());
    String name = source.model().info().spec().name() + "-" + record.key().substring(0, 12);
    directory = new Path(HadoopFiles.qualify(root, conf), name);
  }

  /** Where the parts are. */
  public String directory() {
    return HadoopFiles.shown(directory);
  }

  /**
   * The features of images, computed where they are not there yet.
   *
   * @throws BadDataException (as a cause of Spark's exception) if an image does not fit the model
   */
  public Outcome of(JavaRDD<Example> images) throws IOException {
    StagedDirectory.removeAllLeftovers(directory, conf);
    List<Path> damaged = new ArrayList<>();
    List<JavaPairRDD<String, Features>> usable = new ArrayList<>();
    for (Path part : parts()) {
      Optional<String> problem = problem(part);
      if (problem.isEmpty()) {
        usable.add(read(part));
      } else {
        told.accept(
            "%s cannot be used (%s): its features are computed anew"
                .formatted(HadoopFiles.shown(part), problem.get()));
        damaged.add(part);
      }
    }
    int tasks = sc.defaultParallelism();
    JavaPairRDD<String, Example> wanted =
        images
            .mapToPair(example -> new Tuple2<>(example.imageSha256(), example))
            .reduceByKey((a, b) -> a.id().compareTo(b.id()) <= 0 ? a : b, tasks)
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      JavaPairRDD<String, Example> missing = wanted.subtractByKey(union(usable), tasks);
      long computed = missing.count();
      if (computed > 0) {
        usable.add(read(compute(missing, computed)));
      }
      for (Path part : damaged) {
        part.getFileSystem(conf).delete(part, true);
      }
      return new Outcome(union(usable), wanted.count(), computed);
    } finally {
      Release.of(wanted);
    }
  }

  private JavaPairRDD<String, Features> union(List<JavaPairRDD<String, Features>> parts) {
    JavaPairRDD<String, Features> all = JavaPairRDD.fromJavaRDD(sc.emptyRDD());
    for (JavaPairRDD<String, Features> part : parts) {
      all = all.union(part);
    }
    return all;
  }

  private List<Path> parts() throws IOException {
    FileSystem fs = directory.getFileSystem(conf);
    if (!fs.exists(directory)) {
      return List.of();
    }
    return Arrays.stream(fs.listStatus(directory))
        .map(FileStatus::getPath)
        .filter(path -> path.getName().startsWith(PART))
        .sorted()
        .toList();
  }

  /** Why a part cannot be used; reads all of it, which training is about to do anyway. */
  private Optional<String> problem(Path part) throws IOException {
    Optional<TableRecord.Committed> committed = TableRecord.committed(part, conf);
    if (committed.isEmpty()) {
      return Optional.of("it has no readable " + TableRecord.FILE);
    }
    if (!committed.get().key().equals(record.key())) {
      return Optional.of("it was made from other parameters or by another version");
    }
    try {
      long rows = read(part).count();
      long written = committed.get().counts().written();
      return rows == written
          ? Optional.empty()
          : Optional.of("it has %,d rows of %,d".formatted(rows, written));
    } catch (Exception e) {
      // Whatever Spark or Parquet make of damaged files, undeclared exceptions included.
      return Optional.of(rootMessage(e));
    }
  }

  private static String rootMessage(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = String.valueOf(root.getMessage());
    return message.lines().findFirst().orElse("").strip();
  }

  private JavaPairRDD<String, Features> read(Path part) {
    List<String> frontier = new ArrayList<>(source.cut().frontier());
    return spark
        .read()
        .schema(FeatureTable.schema())
        .parquet(part.toString())
        .toJavaRDD()
        .mapToPair(row -> new Tuple2<>(row.getString(0), FeatureTable.features(row, frontier)));
  }

  /** Computes features and commits them as a part. */
  private Path compute(JavaPairRDD<String, Example> missing, long count) throws IOException {
    Path part = new Path(directory, PART + UUID.randomUUID());
    BroadcastModel model = new BroadcastModel(sc, source.model(), source.kernels());
    try (StagedDirectory staged = new StagedDirectory(part, conf)) {
      FeatureFunction function =
          new FeatureFunction(
              model, source.type(), BATCH, TaskThreads.of(sc.sc(), missing.getNumPartitions()));
      // By their digests some tasks would get a tenth more than others, all of them slow.
      JavaRDD<Row> rows = missing.repartition(missing.getNumPartitions()).mapPartitions(function);
      Dataset<Row> table = spark.createDataFrame(rows, FeatureTable.schema());
      table.write().options(TableRows.LARGE_VALUES).parquet(staged.path().toString());
      TableWriter.Written written =
          TableWriter.Written.table(DataFiles.staged(staged.path(), spark));
      Counts counts = new Counts(count, written.rows(), 0);
      TableState state = new TableState(counts, written.files(), Optional.empty());
      record.write(staged.path(), state, conf);
      staged.commit();
    } finally {
      model.release();
    }
    return part;
  }
}
