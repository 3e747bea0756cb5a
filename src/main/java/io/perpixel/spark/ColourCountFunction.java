package io.perpixel.spark;

import io.perpixel.image.StageException;
import io.perpixel.palette.ColourHistogram;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;

/** Counts the colours of a partition's images. */
public final class ColourCountFunction
    implements FlatMapFunction<Iterator<SourceItem>, ColourCount> {
  private static final long serialVersionUID = 1L;

  private final String split;

  /**
   * @param split the only split to count, or empty for all. What cannot be decoded is of unknown
   *     split and counts as rejected
   */
  public ColourCountFunction(Optional<String> split) {
    this.split = split.orElse(null);
  }

  /** Counts all items of a source; merges in two levels, so that no machine gets all partitions. */
  public static ColourCount count(JavaRDD<SourceItem> items, Optional<String> split) {
    ColourCount none = new ColourCount(new ColourHistogram(), 0, 0, List.of());
    return items
        .mapPartitions(new ColourCountFunction(split))
        .treeAggregate(none, ColourCount::plus, ColourCount::plus);
  }

  @Override
  public Iterator<ColourCount> call(Iterator<SourceItem> items) {
    ColourHistogram histogram = new ColourHistogram();
    List<String> examples = new ArrayList<>();
    long rejected = 0;
    long used = 0;
    while (items.hasNext()) {
      SourceItem item = items.next();
      try {
        ImageRow row = item.decode();
        if (split != null && !split.equals(row.split())) {
          continue;
        }
        histogram.addPixels(PalettePixels.of(row.image()));
        used++;
      } catch (StageException e) {
        rejected++;
        if (examples.size() < ColourCount.SHOWN) {
          examples.add(new Reject(item.id(), e.stage(), e.getMessage()).toString());
        }
      }
    }
    return List.of(new ColourCount(histogram, used, rejected, examples)).iterator();
  }
}
