package io.perpixel.spark;

import io.perpixel.image.DType;
import io.perpixel.image.Layout;
import io.perpixel.image.Raster;
import io.perpixel.image.StageException;
import io.perpixel.image.synthetic.Background;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Brings the first photographs of a source to the driver. */
public final class BackgroundImages {
  /**
   * Enough variety for a small set, and little enough for the driver: scaled before they travel.
   */
  private static final int MOST = 200;

  private BackgroundImages() {}

  /**
   * The first {@value #MOST} in order of id, uint8 HWC with three channels; others, and those that
   * cannot be read, are passed over. Larger ones are scaled down to cover {@code height} x {@code
   * width}.
   *
   * @throws IllegalArgumentException if none is left
   */
  public static List<Raster> of(SparkSession spark, ImageSource source, int height, int width) {
    JavaRDD<Row> rows = source.items().flatMap(item -> usable(item, height, width));
    List<Raster> photographs =
        spark.createDataFrame(rows, ImageTable.schema(false)).limit(MOST).collectAsList().stream()
            .map(row -> ImageRow.of(row).image())
            .toList();
    if (photographs.isEmpty()) {
      throw new IllegalArgumentException(
          source.inputs().get(0).path() + " holds no picture to draw on");
    }
    return photographs;
  }

  private static Iterator<Row> usable(SourceItem item, int height, int width) {
    try {
      ImageRow row = item.decode();
      Raster image = row.image();
      boolean usable =
          image.dtype() == DType.UINT8
              && image.layout() == Layout.HWC
              && image.channels() == 3
              && !image.isEmpty();
      if (!usable) {
        return List.<Row>of().iterator();
      }
      boolean larger = image.height() > height && image.width() > width;
      Raster scaled = larger ? Background.covering(image, height, width) : image;
      return List.of(row.with(scaled, null).toRow(false)).iterator();
    } catch (StageException e) {
      return List.<Row>of().iterator();
    }
  }
}
