package io.perpixel.spark;

import io.perpixel.image.FixationPoints;
import io.perpixel.image.ImageDecoder;
import io.perpixel.image.MaskCoding;
import io.perpixel.image.Raster;
import io.perpixel.image.StageException;
import io.perpixel.image.TargetKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Images with a mask, label image or map each, and fixation points where there are any.
 *
 * <p>Halves of different size are rejected. Images become RGB, masks class indices as their {@link
 * MaskCoding} says; maps become one channel.
 */
public final class PairsSource implements ImageSource {
  private final JavaSparkContext context;
  private final Pairs found;
  private final ImageDecoder decoder;

  /** Over pairs that were found, with the default decoder. */
  public PairsSource(SparkSession spark, Pairs found) {
    this(spark, found, ImageFile.DECODER);
  }

  /** Over pairs that were found. */
  public PairsSource(SparkSession spark, Pairs found, ImageDecoder decoder) {
    this.decoder = decoder;
    this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    this.found = found;
  }

  @Override
  public JavaRDD<SourceItem> items() {
    return of(new ArrayList<>(found.pairs()));
  }

  @Override
  public JavaRDD<SourceItem> items(Set<String> units) {
    return of(chosen(units));
  }

  private List<Pair> chosen(Set<String> units) {
    return new ArrayList<>(
        found.pairs().stream().filter(pair -> units.contains(pair.id())).toList());
  }

  @Override
  public Optional<SourceUnits> units() {
    return Optional.of(SourceUnits.ofPairs(found.pairs()));
  }

  @Override
  public Set<String> foreseen() {
    return found.pairs().stream()
        .filter(Pair::foreseen)
        .map(Pair::id)
        .collect(Collectors.toUnmodifiableSet());
  }

  private JavaRDD<SourceItem> of(List<Pair> pairs) {
    Broadcast<SerializableConfiguration> conf =
        context.broadcast(new SerializableConfiguration(context.hadoopConfiguration()));
    TargetKind kind = found.kind();
    MaskCoding masks = found.masks();
    ImageDecoder itemDecoder = decoder;
    return context
        .parallelize(pairs, Slices.of(pairs.size(), context.defaultParallelism()))
        .map(pair -> new Item(pair, kind, masks, itemDecoder, conf));
  }

  @Override
  public OptionalLong size() {
    return OptionalLong.of(found.pairs().size());
  }

  @Override
  public OptionalLong size(Set<String> units) {
    return OptionalLong.of(chosen(units).size());
  }

  @Override
  public boolean hasTarget() {
    return true;
  }

  @Override
  public boolean hasFixations() {
    return found.pairs().stream().anyMatch(pair -> pair.points() != null);
  }

  @Override
  public List<InputDigest> inputs() {
    return found.inputs();
  }

  @Override
  public Map<String, String> parameters() {
    Map<String, String> parameters = new TreeMap<>(found.parameters());
    parameters.putAll(ImageDirectorySource.decoding(decoder));
    if (hasFixations()) {
      // It decides which columns there are, so that old files do not go with new ones.
      parameters.put("fixations", "points");
    }
    if (found.kind() == TargetKind.MAP) {
      return parameters;
    }
    parameters.put("masks", found.masks().toString() + " of " + found.masks().classes());
    return parameters;
  }

  private record Item(
      Pair pair,
      TargetKind kind,
      MaskCoding masks,
      ImageDecoder decoder,
      Broadcast<SerializableConfiguration> conf)
      implements SourceItem {
    @Override
    public long bytes() {
      return pair.bytes();
    }

    @Override
    public boolean foreseen() {
      return pair.foreseen();
    }

    @Override
    public String id() {
      return pair.id();
    }

    @Override
    public ImageRow decode() throws StageException {
      if (pair.problem() != null) {
        throw new StageException("pair", pair.problem(), null);
      }
      Configuration hadoop = conf.value().value();
      Raster rgb = ImageFile.rgb(pair.image(), decoder, hadoop);
      Raster target = null;
      if (pair.target() != null) {
        byte[] bytes = ImageFile.bytes(pair.target(), decoder, hadoop);
        target = PairTarget.decode(bytes, kind, masks, decoder, rgb);
      }
      FixationPoints fixations =
          pair.points() == null
              ? null
              : FixationFile.read(pair.points(), rgb.height(), rgb.width(), hadoop);
      return new ImageRow(pair.id(), pair.split(), rgb, pair.label(), target, fixations);
    }
  }
}
