package io.perpixel.spark;

import io.perpixel.image.DType;
import io.perpixel.image.Layout;
import io.perpixel.image.Raster;
import io.perpixel.image.StageException;
import io.perpixel.metric.DatasetStatistics;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;

/**
 * Decodes the items of a partition and counts what they are like, one image in memory at a time.
 */
public final class StatisticsFunction
    implements FlatMapFunction<Iterator<SourceItem>, DatasetStatistics> {
  private static final long serialVersionUID = 1L;

  /** Counts all items of a source; merges in two levels, so that no machine gets all partitions. */
  public static DatasetStatistics count(JavaRDD<SourceItem> items) {
    return items
        .mapPartitions(new StatisticsFunction())
        .treeAggregate(new DatasetStatistics(), DatasetStatistics::merge, DatasetStatistics::merge);
  }

  @Override
  public Iterator<DatasetStatistics> call(Iterator<SourceItem> items) {
    DatasetStatistics statistics = new DatasetStatistics();
    while (items.hasNext()) {
      SourceItem item = items.next();
      try {
        add(item.decode(), statistics);
      } catch (StageException e) {
        Reject reject = new Reject(item.id(), e.stage(), e.getMessage());
        statistics.reject(e.stage() + ": " + RejectSummary.Kind.of(reject).reason());
      }
    }
    return List.of(statistics).iterator();
  }

  private static void add(ImageRow row, DatasetStatistics statistics) {
    Raster image = row.image();
    if (image.dtype() == DType.UINT8) {
      statistics.addImage(shape(image), image.bytes());
    } else {
      statistics.addImage(shape(image), image.floats());
    }
    statistics.addFacts(row.split(), row.label());
    Raster target = row.target();
    if (target == null) {
      return;
    }
    if (target.dtype() == DType.UINT8) {
      statistics.addTarget(shape(target), target.bytes());
    } else {
      statistics.addTarget(shape(target), target.floats());
    }
  }

  private static DatasetStatistics.Shape shape(Raster raster) {
    return new DatasetStatistics.Shape(
        raster.height(), raster.width(), raster.channels(), raster.layout() == Layout.HWC);
  }
}
