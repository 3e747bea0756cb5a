package io.perpixel.spark;

import io.perpixel.image.TargetKind;
import io.perpixel.manifest.PairLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Pairs of images and maps where a data set's {@link PairLayout} says that they are.
 *
 * <p>The id is the split and the path below the part's directory, without extension; the path alone
 * in a data set that is not divided. Parts that are not there, and points that are not, are passed
 * over: not everybody downloads everything.
 */
public final class PairLayouts {
  private PairLayouts() {}

  /**
   * Lists and joins them.
   *
   * @param input the data set's directory
   * @throws IllegalArgumentException if no part is there, or one has images but not its maps
   */
  public static Pairs pairs(String input, PairLayout layout, Configuration conf)
      throws IOException {
    Path root = HadoopFiles.qualify(input, conf);
    List<Pair> pairs = new ArrayList<>();
    List<InputDigest> inputs = new ArrayList<>();
    for (PairLayout.Part part : layout.parts()) {
      if (exists(root, part.images(), conf)) {
        pairs.addAll(part(root, part, layout, inputs, conf));
      }
    }
    if (inputs.isEmpty()) {
      throw new IllegalArgumentException(
          "%s has none of the directories %s: is it where the data set was unpacked?"
              .formatted(input, layout.parts().stream().map(PairLayout.Part::images).toList()));
    }
    pairs.sort(Comparator.comparing(Pair::id));
    return new Pairs(pairs, inputs, TargetKind.MAP, Map.of("layout", layout.toString()));
  }

  private static List<Pair> part(
      Path root,
      PairLayout.Part part,
      PairLayout layout,
      List<InputDigest> inputs,
      Configuration conf)
      throws IOException {
    FilesByStem images = FilesByStem.list(below(root, part.images()), "", layout.skip(), conf);
    inputs.add(images.digest(conf));
    FilesByStem maps = FilesByStem.none();
    if (part.maps().isPresent()) {
      maps =
          FilesByStem.list(below(root, part.maps().get()), layout.mapSuffix(), layout.skip(), conf);
      inputs.add(maps.digest(conf));
    }
    FilesByStem points = FilesByStem.none();
    Optional<String> pointsPath = part.points();
    if (pointsPath.isPresent() && exists(root, pointsPath.get(), conf)) {
      points =
          FilesByStem.list(
              below(root, pointsPath.get()), layout.pointsSuffix(), layout.skip(), conf);
      inputs.add(points.digest(conf));
    }
    return PairJoin.join(
        images,
        maps,
        points,
        stem -> split(part, stem).equals("all") ? stem : split(part, stem) + "/" + stem,
        stem -> split(part, stem),
        stem -> part.maps().isEmpty());
  }

  /** By a digest of the name, so that an image stays where it is when others come or go. */
  private static String split(PairLayout.Part part, String stem) {
    byte[] digest = InputDigest.newSha256().digest(stem.getBytes(StandardCharsets.UTF_8));
    double place = (ByteBuffer.wrap(digest).getInt() & 0xffffffffL) / (double) (1L << 32);
    return place < part.holdOut() ? "validation" : part.split();
  }

  private static String below(Path root, String directory) {
    return new Path(root, directory).toString();
  }

  private static boolean exists(Path root, String directory, Configuration conf)
      throws IOException {
    return root.getFileSystem(conf).exists(new Path(root, directory));
  }
}
