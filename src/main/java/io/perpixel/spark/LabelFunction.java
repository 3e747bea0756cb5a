package io.perpixel.spark;

import io.perpixel.image.Layout;
import io.perpixel.image.Raster;
import io.perpixel.image.StageException;
import io.perpixel.image.Stages;
import io.perpixel.palette.Palette;
import io.perpixel.palette.PaletteLabeller;
import java.util.Iterator;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.function.FlatMapFunction;

/**
 * Lets each item of a partition, once it is decoded, have its label map as target: uint8, HxWx1,
 * HWC. An image's former target is dropped.
 */
final class LabelFunction implements FlatMapFunction<Iterator<SourceItem>, SourceItem> {
  private static final long serialVersionUID = 1L;

  private final Stages stages;
  private final Palette palette;

  LabelFunction(Stages stages, Palette palette) {
    this.stages = stages;
    this.palette = palette;
  }

  @Override
  public Iterator<SourceItem> call(Iterator<SourceItem> items) {
    // One for the partition: it remembers colours, in 16 MiB.
    PaletteLabeller labeller = new PaletteLabeller(palette);
    Iterable<SourceItem> once = () -> items;
    return StreamSupport.stream(once.spliterator(), false)
        .<SourceItem>map(item -> new Labelled(item, stages, labeller))
        .iterator();
  }

  private record Labelled(SourceItem item, Stages stages, PaletteLabeller labeller)
      implements SourceItem {
    @Override
    public String id() {
      return item.id();
    }

    @Override
    public boolean foreseen() {
      return item.foreseen();
    }

    @Override
    public long bytes() {
      return item.bytes();
    }

    @Override
    public ImageRow decode() throws StageException {
      ImageRow row = item.decode();
      Raster image = stages.apply(row.image());
      byte[] labels = labeller.label(PalettePixels.of(image));
      return row.with(image, Raster.uint8(image.height(), image.width(), 1, Layout.HWC, labels));
    }
  }
}
