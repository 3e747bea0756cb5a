package io.perpixel.spark;

import io.perpixel.image.BadImageException;
import io.perpixel.image.MaskCoding;
import io.perpixel.image.NumberMat;
import io.perpixel.image.StageException;
import io.perpixel.image.TargetKind;
import io.perpixel.manifest.PairLayout;
import io.perpixel.manifest.SplitFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * Pairs of images and maps or masks where a data set's {@link PairLayout} says that they are.
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
   * @param scheme which of the layout's ways to divide it; the first if empty
   * @param masks how masks name classes; its colours, if it has any, count before the layout's
   * @throws IllegalArgumentException if no part is there, or one has images but not its targets, or
   *     there is no such scheme, or the file of splits is missing or broken
   */
  public static Pairs pairs(
      String input,
      PairLayout layout,
      Optional<String> scheme,
      MaskCoding masks,
      Configuration conf)
      throws IOException {
    Optional<SplitFile.Scheme> divided = scheme(layout, scheme);
    MaskCoding coding = coding(layout, divided, masks);
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
    List<String> notes = List.of();
    if (divided.isPresent()) {
      SplitFile file = layout.splits().orElseThrow();
      PairSplits.Divided into =
          PairSplits.divide(file, divided.get(), lists(root, file, inputs, conf), pairs);
      pairs = new ArrayList<>(into.pairs());
      notes = into.notes();
    }
    pairs.sort(Comparator.comparing(Pair::id));
    boolean hasMasks = layout.parts().stream().anyMatch(PairLayout.Part::masks);
    return new Pairs(
        pairs,
        inputs,
        hasMasks ? TargetKind.LABELS : TargetKind.MAP,
        coding,
        Map.of("layout", layout.toString(), "split", divided.toString()),
        notes);
  }

  private static Optional<SplitFile.Scheme> scheme(PairLayout layout, Optional<String> name) {
    List<SplitFile.Scheme> known = layout.splits().map(SplitFile::schemes).orElse(List.of());
    if (name.isEmpty()) {
      return known.stream().findFirst();
    }
    Optional<SplitFile.Scheme> found =
        known.stream().filter(s -> s.name().equals(name.get())).findFirst();
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          "split %s: %s"
              .formatted(
                  name.get(),
                  known.isEmpty()
                      ? "this layout can be divided in one way only, leave it out"
                      : "expected one of " + known.stream().map(SplitFile.Scheme::name).toList()));
    }
    return found;
  }

  private static MaskCoding coding(
      PairLayout layout, Optional<SplitFile.Scheme> scheme, MaskCoding masks) {
    if (!masks.colours().isEmpty()) {
      return masks;
    }
    return masks
        .with(MaskCoding.parseColours(layout.colours()))
        .with(MaskCoding.parseColours(scheme.map(SplitFile.Scheme::colours).orElse(List.of())));
  }

  private static Map<String, int[]> lists(
      Path root, SplitFile file, List<InputDigest> inputs, Configuration conf) throws IOException {
    Path path = new Path(root, file.file());
    if (!path.getFileSystem(conf).exists(path)) {
      throw new IllegalArgumentException(
          "there is no %s, which says how the data set is divided".formatted(path));
    }
    List<FileStatus> found = HadoopFiles.list(path.toString(), conf);
    inputs.add(InputDigest.of(path.toString(), found, conf));
    try {
      return NumberMat.parse(ImageFile.bytes(path.toString(), conf));
    } catch (BadImageException | StageException e) {
      throw new IllegalArgumentException(path + ": " + e.getMessage(), e);
    }
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
    FilesByStem targets = FilesByStem.none();
    if (part.targets().isPresent()) {
      targets =
          FilesByStem.list(
              below(root, part.targets().get()), layout.mapSuffix(), layout.skip(), conf);
      inputs.add(targets.digest(conf));
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
        targets,
        points,
        stem -> split(part, stem).equals("all") ? stem : split(part, stem) + "/" + stem,
        stem -> split(part, stem),
        stem -> part.targets().isEmpty(),
        part.partial());
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
