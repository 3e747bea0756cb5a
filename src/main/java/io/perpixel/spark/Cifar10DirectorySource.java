package io.perpixel.spark;

import io.perpixel.image.BadImageException;
import io.perpixel.image.Cifar10Batch;
import io.perpixel.image.Cifar10Records;
import io.perpixel.image.Cifar10Sheet;
import io.perpixel.image.StageException;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * CIFAR-10 in either of its forms, which give the same rows: 32x32x3 uint8 HWC, label 0 to 9, id
 * such as {@code train/00042}: the number of the record in its split, batch after batch.
 *
 * <p>Records of a file of wrong length are all rejected: where a byte is missing, no later one can
 * be trusted. Batches that are all smaller than the published 10,000 records are taken for a
 * sample.
 */
public final class Cifar10DirectorySource implements ImageSource {
  private final JavaSparkContext context;
  private final List<Cifar10Listing.Batch> batches;
  private final Set<Integer> categories;
  private final InputDigest digest;

  /**
   * @param uri directory with the batch files
   * @param categories classes to keep; all if empty
   * @throws IllegalArgumentException if there is no batch, or a category is not 0 to 9
   * @throws BadDataException if batches or labels do not fit together
   */
  public Cifar10DirectorySource(SparkSession spark, String uri, List<Integer> categories)
      throws IOException {
    for (int category : categories) {
      if (category < 0 || category > 9) {
        throw new IllegalArgumentException(
            "category " + category + " is not a CIFAR-10 class: expected 0 to 9 (7 is horse)");
      }
    }
    this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Configuration conf = context.hadoopConfiguration();
    Cifar10Listing listing = new Cifar10Listing(uri, conf);
    this.batches = listing.batches();
    this.categories = Set.copyOf(categories);
    this.digest = InputDigest.of(uri, listing.files(), conf);
  }

  @Override
  public JavaRDD<SourceItem> items() {
    Broadcast<SerializableConfiguration> conf =
        context.broadcast(new SerializableConfiguration(context.hadoopConfiguration()));
    List<Cifar10Listing.Batch> all = List.copyOf(batches);
    Set<Integer> kept = categories;
    List<Integer> numbers = IntStream.range(0, all.size()).boxed().toList();
    return context
        .parallelize(numbers, numbers.size())
        .flatMap(number -> open(all.get(number), kept, conf.value().value()));
  }

  private static Iterator<SourceItem> open(
      Cifar10Listing.Batch batch, Set<Integer> kept, Configuration conf) {
    String id = batch.split() + "/%05d";
    IntStream records = IntStream.range(0, batch.size());
    try {
      if (batch.problem() != null) {
        throw new BadImageException(batch.problem());
      }
      Cifar10Records opened = records(batch, conf);
      return records
          .mapToObj(i -> item(id.formatted(batch.first() + i), batch.split(), opened, i, kept))
          .filter(Objects::nonNull)
          .iterator();
    } catch (IOException e) {
      StageException broken =
          new StageException(e instanceof BadImageException ? "decode" : "read", e.getMessage(), e);
      return records
          .<SourceItem>mapToObj(i -> new Item(id.formatted(batch.first() + i), null, broken))
          .iterator();
    }
  }

  private static Cifar10Records records(Cifar10Listing.Batch batch, Configuration conf)
      throws IOException {
    byte[] file = HadoopFiles.read(new Path(batch.file()), conf);
    return batch.labels() == null
        ? new Cifar10Batch(batch.name(), file)
        : new Cifar10Sheet(batch.name(), file, batch.labels());
  }

  /** Null if the record is of another category. A wrong label might be of any. */
  private static SourceItem item(
      String id, String split, Cifar10Records records, int index, Set<Integer> kept) {
    try {
      int label = records.label(index);
      if (!kept.isEmpty() && !kept.contains(label)) {
        return null;
      }
      return new Item(id, new ImageRow(id, split, records.image(index), label, null), null);
    } catch (BadImageException e) {
      return new Item(id, null, new StageException("decode", e.getMessage(), e));
    }
  }

  @Override
  public List<InputDigest> inputs() {
    return List.of(digest);
  }

  @Override
  public Map<String, String> parameters() {
    return Map.of("categories", new TreeSet<>(categories).toString());
  }

  private record Item(String id, ImageRow row, StageException broken) implements SourceItem {
    @Override
    public long bytes() {
      return row == null ? 0 : Cifar10Batch.RECORD;
    }

    @Override
    public ImageRow decode() throws StageException {
      if (broken != null) {
        throw broken;
      }
      return row;
    }
  }
}
