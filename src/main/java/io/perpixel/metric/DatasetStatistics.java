package io.perpixel.metric;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a set of images is like, in counts and sums: those of parts, of other days, of another
 * machine can be merged, in any order.
 */
public final class DatasetStatistics implements Serializable {
  /** Of {@link #toMap}. */
  public static final String FORMAT = "perpixel-statistics-1";

  private static final long serialVersionUID = 1L;

  private static final int RGB = 3;

  private final Occurrences<String> splits = new Occurrences<>();
  private final Occurrences<Integer> labels = new Occurrences<>();
  private final Occurrences<Integer> heights = new Occurrences<>();
  private final Occurrences<Integer> widths = new Occurrences<>();
  private final Occurrences<String> sizes = new Occurrences<>();
  private final Occurrences<String> rejected = new Occurrences<>();
  private final PixelStatistics values = new PixelStatistics();
  private final PixelStatistics targetValues = new PixelStatistics();
  private final ClassBalance classes = new ClassBalance();
  private final ColourBalance colours = new ColourBalance();
  private long images;
  private long targets;

  /**
   * Where the values of an image lie.
   *
   * @param interleaved HWC if true, else CHW
   */
  public record Shape(int height, int width, int channels, boolean interleaved) {
    private int pixels() {
      return height * width;
    }

    private int pixel() {
      return interleaved ? channels : 1;
    }

    private int channel() {
      return interleaved ? 1 : pixels();
    }
  }

  /** Adds an image of 8-bit values. */
  public void addImage(Shape shape, byte[] data) {
    values.add(data, shape.pixels(), shape.channels, shape.pixel(), shape.channel());
    if (shape.channels == RGB) {
      colours.add(data, shape.pixels(), shape.pixel(), shape.channel());
    }
    size(shape);
  }

  /** Adds an image of float32 values. */
  public void addImage(Shape shape, float[] data) {
    values.add(data, shape.pixels(), shape.channels, shape.pixel(), shape.channel());
    size(shape);
  }

  private void size(Shape shape) {
    images++;
    heights.add(shape.height);
    widths.add(shape.width);
    sizes.add(shape.height + "x" + shape.width);
  }

  /**
   * Adds what is known of an image besides its pixels.
   *
   * @param label its class; null if it has none
   */
  public void addFacts(String split, Integer label) {
    splits.add(split);
    if (label != null) {
      labels.add(label);
    }
  }

  /** Adds a target of 8-bit values: of one channel, the classes of a mask. */
  public void addTarget(Shape shape, byte[] data) {
    targets++;
    targetValues.add(data, shape.pixels(), shape.channels, shape.pixel(), shape.channel());
    if (shape.channels == 1) {
      classes.add(data);
    }
  }

  /** Adds a target of float32 values, such as a fixation map. */
  public void addTarget(Shape shape, float[] data) {
    targets++;
    targetValues.add(data, shape.pixels(), shape.channels, shape.pixel(), shape.channel());
  }

  /** Adds an image that could not be used. */
  public void reject(String reason) {
    rejected.add(reason);
  }

  /** Adds all that another has counted; returns this. */
  public DatasetStatistics merge(DatasetStatistics other) {
    images += other.images;
    targets += other.targets;
    splits.merge(other.splits);
    labels.merge(other.labels);
    heights.merge(other.heights);
    widths.merge(other.widths);
    sizes.merge(other.sizes);
    rejected.merge(other.rejected);
    values.merge(other.values);
    targetValues.merge(other.targetValues);
    classes.merge(other.classes);
    colours.merge(other.colours);
    return this;
  }

  /** Images counted, rejects aside. */
  public long images() {
    return images;
  }

  /** Images with a target. */
  public long targets() {
    return targets;
  }

  /** Images by split. */
  public Occurrences<String> splits() {
    return splits;
  }

  /** Images by class, those that have one. */
  public Occurrences<Integer> labels() {
    return labels;
  }

  /** Images by height, in pixels. */
  public Occurrences<Integer> heights() {
    return heights;
  }

  /** Images by width, in pixels. */
  public Occurrences<Integer> widths() {
    return widths;
  }

  /** Images by both, height first: {@code 350x450}. */
  public Occurrences<String> sizes() {
    return sizes;
  }

  /** Images that could not be used, by reason. */
  public Occurrences<String> rejected() {
    return rejected;
  }

  /** Of the images' values. */
  public PixelStatistics values() {
    return values;
  }

  /** Of the targets' values. */
  public PixelStatistics targetValues() {
    return targetValues;
  }

  /** Of targets of one 8-bit channel. */
  public ClassBalance classes() {
    return classes;
  }

  /** Of images of three 8-bit channels. */
  public ColourBalance colours() {
    return colours;
  }

  /** As maps, lists, strings and numbers, for JSON. */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("format", FORMAT);
    map.put("images", images);
    map.put("rejected", rejected.toMap());
    map.put("splits", splits.toMap());
    map.put("labels", labels.toMap());
    map.put("heights", heights.toMap());
    map.put("widths", widths.toMap());
    map.put("sizes", sizes.toMap());
    map.put("values", values.toMap());
    map.put("colours", colours.toMap());
    map.put("targets", targets);
    map.put("target_values", targetValues.toMap());
    map.put("target_classes", classes.toMap());
    return map;
  }

  /**
   * What {@link #toMap} made.
   *
   * @throws IllegalArgumentException if it is something else
   */
  public static DatasetStatistics fromMap(Map<?, ?> map) {
    if (!FORMAT.equals(map.get("format"))) {
      throw new IllegalArgumentException(
          "these are no statistics: format is %s, expected %s"
              .formatted(map.get("format"), FORMAT));
    }
    try {
      return parsed(map);
    } catch (ClassCastException
        | IndexOutOfBoundsException
        | NullPointerException
        | NumberFormatException e) {
      // An edited file: text or nothing where a count should be, or a value that no byte has.
      throw new IllegalArgumentException("these are no statistics: " + e.getMessage(), e);
    }
  }

  private static DatasetStatistics parsed(Map<?, ?> map) {
    DatasetStatistics read = new DatasetStatistics();
    read.images = StatisticsMap.number(map, "images").longValue();
    read.targets = StatisticsMap.number(map, "targets").longValue();
    read.rejected.addAll(StatisticsMap.map(map, "rejected"), key -> key);
    read.splits.addAll(StatisticsMap.map(map, "splits"), key -> key);
    read.labels.addAll(StatisticsMap.map(map, "labels"), Integer::valueOf);
    read.heights.addAll(StatisticsMap.map(map, "heights"), Integer::valueOf);
    read.widths.addAll(StatisticsMap.map(map, "widths"), Integer::valueOf);
    read.sizes.addAll(StatisticsMap.map(map, "sizes"), key -> key);
    read.values.addAll(StatisticsMap.map(map, "values"));
    read.colours.addAll(StatisticsMap.map(map, "colours"));
    read.targetValues.addAll(StatisticsMap.map(map, "target_values"));
    read.classes.addAll(StatisticsMap.map(map, "target_classes"));
    return read;
  }
}
