package io.perpixel.spark;

import io.perpixel.image.Layout;
import io.perpixel.image.Raster;
import io.perpixel.image.StageException;
import io.perpixel.palette.Palette;
import io.perpixel.palette.PaletteLabeller;
import java.util.Iterator;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;

/**
 * Gives each image of a partition its label map as target: uint8, HxWx1, HWC. An image's former
 * target is dropped; what fails goes to the tally.
 */
public final class LabelFunction implements FlatMapFunction<Iterator<SourceItem>, Row> {
  private static final long serialVersionUID = 1L;

  private final Palette palette;
  private final Tally tally;

  public LabelFunction(Palette palette, Tally tally) {
    this.palette = palette;
    this.tally = tally;
  }

  @Override
  public Iterator<Row> call(Iterator<SourceItem> items) {
    PaletteLabeller labeller = new PaletteLabeller(palette);
    Iterable<SourceItem> once = () -> items;
    Stream<SourceItem> stream = StreamSupport.stream(once.spliterator(), false);
    return tally.ending(
        stream.map(item -> label(item, labeller)).filter(Objects::nonNull).iterator());
  }

  private Row label(SourceItem item, PaletteLabeller labeller) {
    tally.read(item);
    try {
      ImageRow row = item.decode();
      Raster image = row.image();
      byte[] labels = labeller.label(PalettePixels.of(image));
      return row.with(image, Raster.uint8(image.height(), image.width(), 1, Layout.HWC, labels))
          .toRow(true);
    } catch (StageException e) {
      tally.reject(new Reject(item.id(), e.stage(), e.getMessage()));
      return null;
    }
  }
}
