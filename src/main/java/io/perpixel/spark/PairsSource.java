package io.perpixel.spark;

import io.perpixel.image.Grey;
import io.perpixel.image.Layout;
import io.perpixel.image.Raster;
import io.perpixel.image.StageException;
import io.perpixel.image.TargetKind;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Images and, in a parallel directory, a mask, label image or map for each: same relative path, any
 * extension.
 *
 * <p>The id is the relative path without extension, the split as in {@link ImageDirectorySource}. A
 * half without its other half, two files for one half, and halves of different size are rejected.
 * Images become RGB; labels keep one channel or three as stored; maps become one channel.
 */
public final class PairsSource implements ImageSource {
  private final JavaSparkContext context;
  private final TargetKind kind;
  private final List<String[]> pairs;
  private final List<InputDigest> inputs;

  /**
   * @throws IllegalArgumentException if a directory is missing or both are empty
   */
  public PairsSource(SparkSession spark, PairDirectories directories) throws IOException {
    String images = directories.images();
    String targets = directories.targets();
    this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    this.kind = directories.kind();
    Configuration conf = context.hadoopConfiguration();
    List<FileStatus> imageFiles = list(images, conf);
    List<FileStatus> targetFiles = list(targets, conf);
    this.inputs =
        List.of(
            InputDigest.of(images, imageFiles, conf), InputDigest.of(targets, targetFiles, conf));
    this.pairs =
        pair(
            byStem(HadoopFiles.root(images, conf), imageFiles),
            byStem(HadoopFiles.root(targets, conf), targetFiles));
    if (pairs.isEmpty()) {
      throw new IllegalArgumentException("there is no file under " + images + " and " + targets);
    }
  }

  private static List<FileStatus> list(String uri, Configuration conf) throws IOException {
    try {
      return HadoopFiles.list(uri, conf);
    } catch (FileNotFoundException e) {
      throw new IllegalArgumentException(
          "pairs need a directory of images and one of targets: " + e.getMessage(), e);
    }
  }

  private static TreeMap<String, String> byStem(Path root, List<FileStatus> files) {
    TreeMap<String, String> byStem = new TreeMap<>();
    for (FileStatus file : files) {
      String path = HadoopFiles.relative(root, file.getPath());
      int dot = path.lastIndexOf('.');
      String stem = dot > path.lastIndexOf('/') + 1 ? path.substring(0, dot) : path;
      byStem.merge(stem, file.getPath().toString(), (a, b) -> a + '\n' + b);
    }
    return byStem;
  }

  /** Id, image file, target file, in order of id; empty where a half is missing. */
  private static List<String[]> pair(Map<String, String> images, Map<String, String> targets) {
    TreeMap<String, String[]> pairs = new TreeMap<>();
    images.forEach(
        (id, file) -> pairs.put(id, new String[] {id, file, targets.getOrDefault(id, "")}));
    targets.forEach((id, file) -> pairs.putIfAbsent(id, new String[] {id, "", file}));
    return new ArrayList<>(pairs.values());
  }

  @Override
  public JavaRDD<SourceItem> items() {
    Broadcast<SerializableConfiguration> conf =
        context.broadcast(new SerializableConfiguration(context.hadoopConfiguration()));
    TargetKind targetKind = kind;
    return context
        .parallelize(pairs, Slices.of(pairs.size(), context.defaultParallelism()))
        .map(pair -> new Item(pair[0], pair[1], pair[2], targetKind, conf));
  }

  @Override
  public boolean hasTarget() {
    return true;
  }

  @Override
  public List<InputDigest> inputs() {
    return inputs;
  }

  private record Item(
      String id,
      String image,
      String target,
      TargetKind kind,
      Broadcast<SerializableConfiguration> conf)
      implements SourceItem {
    @Override
    public ImageRow decode() throws StageException {
      requireOne(image, "image");
      requireOne(target, "target");
      Configuration hadoop = conf.value().value();
      Raster rgb = ImageFile.rgb(image, hadoop);
      Raster half = ImageFile.asStored(target, hadoop);
      if (rgb.height() != half.height() || rgb.width() != half.width()) {
        throw reject("the image is %s, but its target %s".formatted(rgb, half));
      }
      Raster asKind = kind == TargetKind.MAP ? oneChannel(half) : half;
      return new ImageRow(id, ImageDirectorySource.split(id), rgb, null, asKind);
    }

    private void requireOne(String file, String half) throws StageException {
      if (file.isEmpty()) {
        throw reject("there is no %s of this name beside %s".formatted(half, image + target));
      }
      if (file.contains("\n")) {
        throw reject(
            "more than one %s has this name: %s".formatted(half, file.replace("\n", ", ")));
      }
    }

    private static StageException reject(String reason) {
      return new StageException("pair", reason, null);
    }

    /** Maps are sometimes stored as RGB with equal channels. */
    private static Raster oneChannel(Raster map) {
      if (map.channels() == 1) {
        return map;
      }
      float[] mean = new Grey().apply(map).floats();
      byte[] bytes = new byte[mean.length];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) Math.round(mean[i]);
      }
      return Raster.uint8(map.height(), map.width(), 1, Layout.HWC, bytes);
    }
  }
}
