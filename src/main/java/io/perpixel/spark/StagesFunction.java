package io.perpixel.spark;

import io.perpixel.image.Raster;
import io.perpixel.image.StageException;
import io.perpixel.image.Stages;
import io.perpixel.image.TargetKind;
import java.util.Iterator;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;

/**
 * Decodes the items of a partition and applies the fused stages, one image in memory at a time;
 * what fails goes to the tally.
 */
public final class StagesFunction implements FlatMapFunction<Iterator<SourceItem>, Row> {
  private static final long serialVersionUID = 1L;

  private final Stages stages;
  private final TargetKind targets;
  private final boolean withTarget;
  private final boolean withFixations;
  private final Tally tally;

  /**
   * @param source whose items will come, which tells the columns of the rows
   */
  public StagesFunction(Stages stages, TargetKind targets, ImageSource source, Tally tally) {
    this.stages = stages;
    this.targets = targets;
    this.withTarget = source.hasTarget();
    this.withFixations = source.hasFixations();
    this.tally = tally;
  }

  @Override
  public Iterator<Row> call(Iterator<SourceItem> items) {
    Iterable<SourceItem> once = () -> items;
    Stream<SourceItem> stream = StreamSupport.stream(once.spliterator(), false);
    return tally.ending(stream.map(this::process).filter(Objects::nonNull).iterator());
  }

  private Row process(SourceItem item) {
    tally.read(item);
    try {
      ImageRow row = item.decode();
      Raster target = row.target() == null ? null : stages.applyToTarget(row.target(), targets);
      return row.with(stages.apply(row.image()), target).toRow(withTarget, withFixations);
    } catch (StageException e) {
      tally.reject(new Reject(item.id(), e.stage(), e.getMessage(), item.foreseen()));
      return null;
    }
  }
}
