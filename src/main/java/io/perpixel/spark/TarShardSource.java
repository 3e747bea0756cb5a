package io.perpixel.spark;

import io.perpixel.image.ImageDecoder;
import io.perpixel.image.MaskCoding;
import io.perpixel.image.Raster;
import io.perpixel.image.StageException;
import io.perpixel.image.TargetKind;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.IOUtils;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;

/**
 * Tar shards as WebDataset writes them, one task and one part file for each: samples are
 * neighbouring entries of one base name, such as {@code 0001.jpg}, {@code 0001.cls} and {@code
 * 0001.mask.png}.
 *
 * <p>The id is the shard's relative path, a slash and the key of the sample. The split is named by
 * the first directory, or begins the name of the shard, as in {@code train-00017.tar}. Whether
 * there are targets the first sample of all says.
 */
public final class TarShardSource implements ImageSource {
  private static final List<String> EXTENSIONS = List.of(".tar", ".tar.gz", ".tgz");

  private final JavaSparkContext context;
  private final Path root;
  private final List<ListedFile> shards;
  private final FileContents contents;
  private final Optional<TargetKind> kind;
  private final MaskCoding masks;
  private final ImageDecoder decoder;

  /**
   * A source.
   *
   * @param uri directory, file or glob on any Hadoop file system
   * @param given what targets are; empty to judge by the name of the field
   * @param masks how masks name classes
   * @param decoder of all images, whose limit of size is also that of a file in a shard
   * @param before the table that an earlier run may have made of it
   * @throws IllegalArgumentException if there is no shard
   */
  public TarShardSource(
      SparkSession spark,
      String uri,
      Optional<TargetKind> given,
      MaskCoding masks,
      ImageDecoder decoder,
      Optional<TableWriter> before)
      throws IOException {
    this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Configuration conf = context.hadoopConfiguration();
    this.root = HadoopFiles.root(uri, conf);
    this.shards =
        Listing.of(uri, context).stream()
            .filter(file -> EXTENSIONS.stream().anyMatch(file.path()::endsWith))
            .toList();
    if (shards.isEmpty()) {
      throw new IllegalArgumentException(
          "there is no shard (%s) under %s".formatted(String.join(", ", EXTENSIONS), uri));
    }
    Optional<SourceUnits> known =
        before.isPresent() ? before.get().sourcesOf(uri) : Optional.empty();
    this.contents =
        InputDigest.ofListed(
            uri,
            shards,
            shard -> known.flatMap(units -> units.content(id(shard), shard.stamp())),
            conf);
    this.masks = masks;
    this.decoder = decoder;
    this.kind = firstTarget(conf).map(found -> given.orElse(found));
  }

  /** Of the first sample that can be read, in the first shard that has one. */
  private Optional<TargetKind> firstTarget(Configuration conf) throws IOException {
    for (ListedFile shard : shards) {
      try (TarReader reader = open(shard.path(), decoder, conf)) {
        TarSamples samples = new TarSamples("", reader);
        while (samples.hasNext()) {
          TarSamples.Sample sample = samples.next();
          if (sample.problem() == null) {
            return Optional.ofNullable(sample.kind());
          }
        }
      } catch (IOException e) {
        // The task that reads it will say so.
        continue;
      }
    }
    return Optional.empty();
  }

  private static TarReader open(String shard, ImageDecoder decoder, Configuration conf)
      throws IOException {
    Path path = new Path(shard);
    long length = path.getFileSystem(conf).getFileStatus(path).getLen();
    return new TarReader(
        path.getFileSystem(conf).open(path),
        length,
        !shard.endsWith(".tar"),
        decoder.options().maxBytes());
  }

  @Override
  public JavaRDD<SourceItem> items() {
    return items(shards);
  }

  @Override
  public JavaRDD<SourceItem> items(Set<String> units) {
    return items(shards.stream().filter(shard -> units.contains(id(shard))).toList());
  }

  private JavaRDD<SourceItem> items(List<ListedFile> wanted) {
    Broadcast<SerializableConfiguration> conf =
        context.broadcast(new SerializableConfiguration(context.hadoopConfiguration()));
    Path prefix = root;
    TargetKind targets = kind.orElse(null);
    MaskCoding coding = masks;
    ImageDecoder itemDecoder = decoder;
    String directory = prefix.toString();
    return context
        .parallelize(wanted.stream().map(ListedFile::path).toList(), Math.max(1, wanted.size()))
        .flatMap(
            shard ->
                open(
                    new Path(directory),
                    shard,
                    targets,
                    coding,
                    itemDecoder,
                    conf.value().value()));
  }

  private static Iterator<SourceItem> open(
      Path root,
      String shard,
      TargetKind targets,
      MaskCoding masks,
      ImageDecoder decoder,
      Configuration conf) {
    String id = HadoopFiles.relative(root, new Path(shard));
    String split = split(id);
    Iterator<TarSamples.Sample> samples;
    try {
      TarReader reader = open(shard, decoder, conf);
      // A task that is killed does not come to the end of the samples, which would close it.
      TaskCompletionListener closing = task -> IOUtils.closeStream(reader);
      TaskContext.get().addTaskCompletionListener(closing);
      samples = new TarSamples(id, reader);
    } catch (IOException e) {
      samples =
          List.of(TarSamples.Sample.broken(id, "read", "the shard cannot be opened: " + e))
              .iterator();
    }
    Iterator<TarSamples.Sample> opened = samples;
    Iterable<TarSamples.Sample> once = () -> opened;
    Stream<TarSamples.Sample> stream = StreamSupport.stream(once.spliterator(), false);
    return stream
        .<SourceItem>map(sample -> new Item(sample, split, targets, masks, decoder))
        .iterator();
  }

  /** As of pictures in directories; else what the shard's own name begins with. */
  static String split(String id) {
    String byDirectory = ImageDirectorySource.split(id);
    String name = id.substring(id.lastIndexOf('/') + 1);
    return byDirectory.equals("all")
        ? ImageDirectorySource.split(name.split("[-_.]", 2)[0] + "/")
        : byDirectory;
  }

  private String id(ListedFile shard) {
    return HadoopFiles.relative(root, new Path(shard.path()));
  }

  /** What the targets are, if there are any. */
  public Optional<TargetKind> kind() {
    return kind;
  }

  @Override
  public boolean hasTarget() {
    return kind.isPresent();
  }

  @Override
  public List<InputDigest> inputs() {
    return List.of(contents.digest());
  }

  @Override
  public Map<String, String> parameters() {
    Map<String, String> parameters = new TreeMap<>(ImageDirectorySource.decoding(decoder));
    if (kind.isPresent() && kind.get() == TargetKind.LABELS) {
      parameters.put("masks", masks + " of " + masks.classes());
    }
    return parameters;
  }

  @Override
  public Optional<SourceUnits> units() {
    return Optional.of(SourceUnits.of(contents, this::id));
  }

  private record Item(
      TarSamples.Sample sample,
      String split,
      TargetKind kind,
      MaskCoding masks,
      ImageDecoder decoder)
      implements SourceItem {
    @Override
    public String id() {
      return sample.id();
    }

    @Override
    public long bytes() {
      return length(sample.image()) + length(sample.target());
    }

    private static long length(byte[] content) {
      return content == null ? 0 : content.length;
    }

    @Override
    public ImageRow decode() throws StageException {
      if (sample.problem() != null) {
        throw new StageException(sample.stage(), sample.problem(), null);
      }
      if ((sample.target() == null) != (kind == null)) {
        throw new StageException(
            "pair",
            kind == null
                ? "it has a target, which the first sample of the input has not"
                : "it has no target, which the first sample of the input has",
            null);
      }
      Raster rgb = ImageFile.rgb(sample.image(), decoder);
      Raster target =
          kind == null ? null : PairTarget.decode(sample.target(), kind, masks, decoder, rgb);
      return new ImageRow(sample.id(), split, rgb, sample.label(), target);
    }
  }
}
