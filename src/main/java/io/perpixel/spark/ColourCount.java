package io.perpixel.spark;

import io.perpixel.palette.ColourHistogram;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What one or more partitions counted: the histogram in its compact form, and the images read and
 * rejected. It travels with the data, not in accumulators, so a task that is repeated counts once.
 */
public final class ColourCount implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Rejects kept to be shown; beyond these only their number is. */
  static final int SHOWN = 3;

  private final byte[] histogram;
  private final long used;
  private final long rejected;
  private final ArrayList<String> examples;

  ColourCount(ColourHistogram histogram, long used, long rejected, List<String> examples) {
    this.histogram = histogram.toBytes();
    this.used = used;
    this.rejected = rejected;
    this.examples = new ArrayList<>(examples.subList(0, Math.min(SHOWN, examples.size())));
  }

  /** Both together, in any order but for the examples. */
  ColourCount plus(ColourCount other) {
    List<String> both = new ArrayList<>(examples);
    both.addAll(other.examples);
    return new ColourCount(
        histogram().merge(other.histogram()), used + other.used, rejected + other.rejected, both);
  }

  /** The colours of all images that could be used. */
  public ColourHistogram histogram() {
    return ColourHistogram.fromBytes(histogram);
  }

  /** Images read and rejected; those of other splits are not counted. */
  public Counts counts() {
    return new Counts(used + rejected, used, rejected);
  }

  /** Up to three rejects as {@code id [stage] reason}. */
  public List<String> examples() {
    return List.copyOf(examples);
  }
}
