package io.perpixel.train;

import io.perpixel.image.DType;
import io.perpixel.image.FixationPoints;
import io.perpixel.image.Layout;
import io.perpixel.image.Raster;
import java.io.Serializable;
import java.util.List;

/**
 * Random changes of training examples. Whether an example changes follows from the seed, the epoch
 * and its id alone, so that it is the same wherever and in whatever order examples are visited.
 */
public final class Augmentation implements Serializable {
  private static final long serialVersionUID = 1;
  private static final String FLIP = "flip";

  /** Leaves all examples as they are. */
  public static final Augmentation NONE = new Augmentation(false, 0);

  private final boolean flip;
  private final long seed;

  private Augmentation(boolean flip, long seed) {
    this.flip = flip;
    this.seed = seed;
  }

  /**
   * By name.
   *
   * @param names {@code flip}: every second example on average is mirrored left to right, image,
   *     target and fixations alike
   * @throws IllegalArgumentException for an unknown name
   */
  public static Augmentation of(List<String> names, long seed) {
    for (String name : names) {
      if (!name.equals(FLIP)) {
        throw new IllegalArgumentException(
            "found the augmentation \"%s\"; expected %s".formatted(name, FLIP));
      }
    }
    return names.isEmpty() ? NONE : new Augmentation(true, seed);
  }

  /** The example as an epoch sees it. */
  public Example apply(Example example, int epoch) {
    if (!flip || (hash(example.id(), epoch) & 1) == 0) {
      return example;
    }
    return mirrored(example);
  }

  /** Whether examples may be mirrored. */
  public boolean mirrors() {
    return flip;
  }

  /** The example mirrored left to right, whichever epoch it is. */
  public static Example mirrored(Example example) {
    Raster target = example.target() == null ? null : mirrored(example.target());
    FixationPoints fixations =
        example.fixations() == null
            ? null
            : example.fixations().mirrored(example.height(), example.width());
    return example.features() == null
        ? new Example(example.id(), mirrored(example.image()), target, fixations)
        : example.mirrored(target, fixations);
  }

  private long hash(String id, int epoch) {
    long hash = EpochOrder.mix(seed + 0x9E3779B97F4A7C15L * epoch);
    for (int i = 0; i < id.length(); i++) {
      hash = EpochOrder.mix(hash + id.charAt(i));
    }
    return hash;
  }

  /** Columns in reverse order. */
  private static Raster mirrored(Raster raster) {
    boolean planar = raster.layout() == Layout.CHW;
    int rows = raster.height() * (planar ? raster.channels() : 1);
    int columns = raster.width();
    int values = planar ? 1 : raster.channels();
    boolean bytes = raster.dtype() == DType.UINT8;
    Object from = bytes ? raster.bytes() : raster.floats();
    Object to = bytes ? new byte[rows * columns * values] : new float[rows * columns * values];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        int source = (row * columns + column) * values;
        int place = (row * columns + columns - 1 - column) * values;
        System.arraycopy(from, source, to, place, values);
      }
    }
    return bytes
        ? Raster.uint8(raster.height(), columns, raster.channels(), raster.layout(), (byte[]) to)
        : Raster.float32(
            raster.height(), columns, raster.channels(), raster.layout(), (float[]) to);
  }
}
