package io.perpixel.spark;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.perpixel.image.FixationPoints;
import io.perpixel.image.Png;
import io.perpixel.image.Raster;
import io.perpixel.image.synthetic.SceneGenerator;
import io.perpixel.image.synthetic.SyntheticExample;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/**
 * Writes a tree of synthetic saliency data as eye-tracking sets have it: {@code images/}, {@code
 * fixations/} and {@code points/} with {@code train}, {@code validation} and {@code test}, and list
 * files beside them. Of every ten images seven are for training, two for validation; the rest is
 * the test split, whose maps and points are withheld. Each split has backgrounds of its own if
 * there are at least three.
 */
public final class SyntheticSaliency {
  private static final int SPLITS = 3;

  private final SyntheticSettings settings;
  private final Configuration conf;

  /** With these settings; images at least 10. */
  public SyntheticSaliency(SyntheticSettings settings, Configuration conf) {
    this.settings = settings;
    this.conf = conf;
  }

  /** A split, its share of ten images, and the name of its lists. */
  private enum Split {
    TRAIN("train", "train", 7),
    VALIDATION("validation", "val", 9),
    TEST("test", "test", 10);

    private final String directory;
    private final String list;
    private final int upTo;

    Split(String directory, String list, int upTo) {
      this.directory = directory;
      this.list = list;
      this.upTo = upTo;
    }

    static Split of(int index, int images) {
      for (Split split : values()) {
        if ((long) index * 10 < (long) split.upTo * images) {
          return split;
        }
      }
      throw new IllegalArgumentException(index + " is not below " + images);
    }
  }

  /**
   * Writes the tree, unless an equal one is there.
   *
   * @param backgrounds photographs, uint8 HWC with three channels
   * @param digest identifies them
   * @return whether it was written
   * @throws IllegalArgumentException if there is something else at the destination
   */
  public boolean write(String to, List<Raster> backgrounds, InputDigest digest) throws IOException {
    SceneGenerator generator = new SceneGenerator(settings.height(), settings.width());
    byte[] record = settings.record(SyntheticExample.RULE, backgrounds, digest);
    return new SyntheticTree(to, conf)
        .write(
            readme(),
            record,
            files -> {
              Map<String, StringBuilder> lists = new LinkedHashMap<>();
              for (int i = 0; i < settings.images(); i++) {
                Split split = Split.of(i, settings.images());
                Raster photograph = background(backgrounds, split, i);
                SyntheticExample example =
                    SyntheticExample.of(generator, photograph, settings.seed(), i);
                write(files, split, "%05d".formatted(i), example, lists);
              }
              for (Map.Entry<String, StringBuilder> list : lists.entrySet()) {
                files.put(list.getKey(), list.getValue().toString().getBytes(UTF_8));
              }
            });
  }

  private static Raster background(List<Raster> backgrounds, Split split, int index) {
    int size = backgrounds.size();
    if (size < SPLITS) {
      return backgrounds.get(index % size);
    }
    // Every tenth is a test background, and so on; with few of them each split still has one.
    List<Raster> own = new ArrayList<>();
    for (int b = 0; b < size; b++) {
      boolean few = size < 10;
      if (few ? b % SPLITS == split.ordinal() : Split.of(b % 10, 10) == split) {
        own.add(backgrounds.get(b));
      }
    }
    return own.get(index % own.size());
  }

  private void write(
      SyntheticTree.Files files,
      Split split,
      String stem,
      SyntheticExample example,
      Map<String, StringBuilder> lists)
      throws IOException {
    String below = split.directory + "/" + stem;
    add(files, lists, split, "images", below + ".png", Png.encode(example.image()));
    if (split != Split.TEST) {
      add(files, lists, split, "fixations", below + ".png", Png.encode(example.map()));
      byte[] points = text(example.points()).getBytes(UTF_8);
      add(files, lists, split, "points", below + ".txt", points);
    }
  }

  private void add(
      SyntheticTree.Files files,
      Map<String, StringBuilder> lists,
      Split split,
      String kind,
      String below,
      byte[] content)
      throws IOException {
    String path = kind + "/" + below;
    files.put(path, content);
    lists
        .computeIfAbsent(split.list + "_" + kind + ".txt", name -> new StringBuilder())
        .append(path)
        .append('\n');
  }

  private String text(FixationPoints points) {
    StringBuilder text = new StringBuilder("row,column\n");
    for (int pixel : points.flat(settings.width())) {
      text.append(pixel / settings.width())
          .append(',')
          .append(pixel % settings.width())
          .append('\n');
    }
    return text.toString();
  }

  private String readme() {
    return """
    SYNTHETIC DATA. Nobody's eyes were tracked: the fixations follow a rule, and say nothing about people.

    %s

    images/ and fixations/ hold train, validation and test (images only); points/ has the fixation points, a
    first line row,column and then one point a line, counted from 0. The lists (train_images.txt and so on) name one
    path a line; line n of each list of a split belongs to the same image. Made by perpixel synthesize saliency; %s
    says with which settings. Equal settings and backgrounds make equal files.
    """
        .formatted(SyntheticExample.RULE, SyntheticTree.RECORD);
  }
}
