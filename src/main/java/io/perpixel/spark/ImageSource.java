package io.perpixel.spark;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.spark.api.java.JavaRDD;

/** Where images come from. */
public interface ImageSource {
  /** The items, in order of id over all partitions, without a shuffle behind them. */
  JavaRDD<SourceItem> items();

  /**
   * What the items are made of, with stamps that change when it does; empty if a source cannot
   * tell, and is therefore always read as a whole.
   */
  default Optional<SourceUnits> units() {
    return Optional.empty();
  }

  /**
   * The items of some units, in order of id.
   *
   * @throws UnsupportedOperationException if there are no {@link #units}
   */
  default JavaRDD<SourceItem> items(Set<String> units) {
    throw new UnsupportedOperationException("this source is read as a whole");
  }

  /** How many items there are; empty if that is known only when all have been opened. */
  default OptionalLong size() {
    return OptionalLong.empty();
  }

  /** How many items some units have; likewise. */
  default OptionalLong size(Set<String> units) {
    return OptionalLong.empty();
  }

  /** Ids of which it is known of the data that they are of no use. */
  default Set<String> foreseen() {
    return Set.of();
  }

  /** Whether rows can have a target. */
  default boolean hasTarget() {
    return false;
  }

  /** Whether rows can have fixation points. */
  default boolean hasFixations() {
    return false;
  }

  /** What identifies the inputs, so that an equal run can be skipped. */
  List<InputDigest> inputs();

  /** Settings that decide which rows there are, for the record. */
  default Map<String, String> parameters() {
    return Map.of();
  }

  /** Files beside the rows that must go with them, by name: the palette of a label table. */
  default Map<String, byte[]> attachments() throws IOException {
    return Map.of();
  }
}
