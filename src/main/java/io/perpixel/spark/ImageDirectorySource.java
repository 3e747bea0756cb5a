package io.perpixel.spark;

import io.perpixel.image.ImageDecoder;
import io.perpixel.image.StageException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * All files of a directory tree, or those that a glob matches, as RGB images.
 *
 * <p>The id is the path relative to the directory; the split its first part if that is {@code
 * train}, {@code validation}, {@code val} or {@code test}, else {@code all}.
 */
public final class ImageDirectorySource implements ImageSource {
  private static final Map<String, String> SPLITS =
      Map.of("train", "train", "validation", "validation", "val", "validation", "test", "test");

  private final JavaSparkContext context;
  private final Path root;
  private final List<ListedFile> files;
  private final FileContents contents;
  private final ImageDecoder decoder;

  /** With the default decoder. */
  public ImageDirectorySource(SparkSession spark, String uri) throws IOException {
    this(spark, uri, ImageFile.DECODER);
  }

  /** With nothing known of it. */
  public ImageDirectorySource(SparkSession spark, String uri, ImageDecoder decoder)
      throws IOException {
    this(spark, uri, decoder, Optional.empty());
  }

  /**
   * @param uri directory, file or glob on any Hadoop file system
   * @param before the table that an earlier run may have made of it, whose record knows contents of
   *     files
   * @throws IllegalArgumentException if it holds no file
   */
  public ImageDirectorySource(
      SparkSession spark, String uri, ImageDecoder decoder, Optional<TableWriter> before)
      throws IOException {
    this.decoder = decoder;
    this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Configuration conf = context.hadoopConfiguration();
    List<ListedFile> found = Listing.of(uri, context);
    if (found.isEmpty()) {
      throw new IllegalArgumentException("there is no file under " + uri);
    }
    this.root = HadoopFiles.root(uri, conf);
    this.files = found;
    Optional<SourceUnits> known =
        before.isPresent() ? before.get().sourcesOf(uri) : Optional.empty();
    this.contents =
        InputDigest.ofListed(
            uri,
            found,
            file -> known.flatMap(units -> units.content(id(file), file.stamp())),
            conf);
  }

  @Override
  public JavaRDD<SourceItem> items() {
    return of(files);
  }

  @Override
  public JavaRDD<SourceItem> items(Set<String> units) {
    return of(files.stream().filter(file -> units.contains(id(file))).toList());
  }

  @Override
  public OptionalLong size() {
    return OptionalLong.of(files.size());
  }

  @Override
  public OptionalLong size(Set<String> units) {
    return OptionalLong.of(units.size());
  }

  @Override
  public Optional<SourceUnits> units() {
    return Optional.of(SourceUnits.of(contents, this::id));
  }

  private String id(ListedFile file) {
    return HadoopFiles.relative(root, new Path(file.path()));
  }

  private JavaRDD<SourceItem> of(List<ListedFile> wanted) {
    Broadcast<SerializableConfiguration> conf =
        context.broadcast(new SerializableConfiguration(context.hadoopConfiguration()));
    String prefix = root.toString();
    ImageDecoder itemDecoder = decoder;
    return context
        .parallelize(wanted, Slices.of(wanted.size(), context.defaultParallelism()))
        .map(
            file ->
                new Item(
                    HadoopFiles.relative(new Path(prefix), new Path(file.path())),
                    file,
                    itemDecoder,
                    conf));
  }

  @Override
  public List<InputDigest> inputs() {
    return List.of(contents.digest());
  }

  @Override
  public Map<String, String> parameters() {
    return decoding(decoder);
  }

  /** How images are decoded, for records: only where it is not the default. */
  static Map<String, String> decoding(ImageDecoder decoder) {
    String options = decoder.options().toString();
    return options.isEmpty() ? Map.of() : Map.of("decoding", options);
  }

  /** The split that a relative path names. */
  static String split(String id) {
    int slash = id.indexOf('/');
    return slash < 0 ? "all" : SPLITS.getOrDefault(id.substring(0, slash), "all");
  }

  private record Item(
      String id, ListedFile file, ImageDecoder decoder, Broadcast<SerializableConfiguration> conf)
      implements SourceItem {
    @Override
    public long bytes() {
      return file.length();
    }

    @Override
    public ImageRow decode() throws StageException {
      return new ImageRow(
          id, split(id), ImageFile.rgb(file.path(), decoder, conf.value().value()), null, null);
    }
  }
}
