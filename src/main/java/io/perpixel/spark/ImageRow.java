package io.perpixel.spark;

import io.perpixel.image.DType;
import io.perpixel.image.FixationPoints;
import io.perpixel.image.Layout;
import io.perpixel.image.Raster;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * One row of an {@link ImageTable}.
 *
 * @param id unique in its table, such as {@code train/00042} or a relative path
 * @param split {@code train}, {@code validation}, {@code test}, or {@code all} where none is known
 * @param image the image or tensor
 * @param label class of the image, or null
 * @param target mask, map or label image, or null
 * @param fixations where people looked, in pixels of {@code image}, or null if that is not known
 */
public record ImageRow(
    String id, String split, Raster image, Integer label, Raster target, FixationPoints fixations) {
  public ImageRow {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(split, "split");
    Objects.requireNonNull(image, "image");
  }

  /** A row without fixations. */
  public ImageRow(String id, String split, Raster image, Integer label, Raster target) {
    this(id, split, image, label, target, null);
  }

  /** The same row with another image and target; fixations move with the size of the image. */
  public ImageRow with(Raster newImage, Raster newTarget) {
    FixationPoints moved =
        fixations == null || newImage.isEmpty()
            ? null
            : fixations.rescaled(
                image.height(), image.width(), newImage.height(), newImage.width());
    return new ImageRow(id, split, newImage, label, newTarget, moved);
  }

  /**
   * Reads a row; columns are found by name.
   *
   * @throws IllegalArgumentException if shape, type and bytes do not fit together or a value is
   *     missing
   */
  public static ImageRow of(Row row) {
    int label = index(row, ImageTable.LABEL);
    boolean hasTarget = index(row, ImageTable.TARGET_PREFIX + ImageTable.DATA) >= 0;
    int fixations = index(row, ImageTable.FIXATIONS);
    Raster image = raster(row, "");
    return new ImageRow(
        text(row, ImageTable.ID),
        text(row, ImageTable.SPLIT),
        image,
        label < 0 || row.isNullAt(label) ? null : row.getInt(label),
        hasTarget && !row.isNullAt(row.fieldIndex(ImageTable.TARGET_PREFIX + ImageTable.DATA))
            ? raster(row, ImageTable.TARGET_PREFIX)
            : null,
        fixations < 0 || row.isNullAt(fixations)
            ? null
            : FixationPoints.fromBytes(row.getAs(fixations), image.height(), image.width()));
  }

  /** As a row of {@link ImageTable#schema(boolean)}. */
  public Row toRow(boolean withTarget) {
    return toRow(withTarget, false);
  }

  /** As a row of {@link ImageTable#schema(boolean, boolean)}. */
  public Row toRow(boolean withTarget, boolean withFixations) {
    List<Object> values = new ArrayList<>(List.of(id, split));
    add(values, image);
    values.add(label);
    if (withTarget) {
      add(values, target);
    }
    if (withFixations) {
      values.add(fixations == null ? null : fixations.toBytes());
    }
    return RowFactory.create(values.toArray());
  }

  private static void add(List<Object> values, Raster raster) {
    if (raster == null) {
      for (int i = 0; i < ImageTable.RASTER_COLUMNS; i++) {
        values.add(null);
      }
      return;
    }
    values.add(raster.height());
    values.add(raster.width());
    values.add(raster.channels());
    values.add(raster.layout().name());
    values.add(raster.dtype().label());
    values.add(raster.toBytes());
  }

  private static Raster raster(Row row, String prefix) {
    String layout = text(row, prefix + ImageTable.LAYOUT);
    if (!layout.equals(Layout.HWC.name()) && !layout.equals(Layout.CHW.name())) {
      throw new IllegalArgumentException(
          "%slayout is '%s'; expected HWC or CHW".formatted(prefix, layout));
    }
    return Raster.fromBytes(
        integer(row, prefix + ImageTable.HEIGHT),
        integer(row, prefix + ImageTable.WIDTH),
        integer(row, prefix + ImageTable.CHANNELS),
        Layout.valueOf(layout),
        DType.of(text(row, prefix + ImageTable.DTYPE)),
        row.getAs(require(row, prefix + ImageTable.DATA)));
  }

  private static String text(Row row, String column) {
    return row.getString(require(row, column));
  }

  private static int integer(Row row, String column) {
    return row.getInt(require(row, column));
  }

  private static int require(Row row, String column) {
    int i = index(row, column);
    if (i < 0 || row.isNullAt(i)) {
      throw new IllegalArgumentException("the row has no " + column);
    }
    return i;
  }

  private static int index(Row row, String column) {
    return List.of(row.schema().fieldNames()).indexOf(column);
  }
}
