package io.perpixel.image;

import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How images are decoded, and what is refused.
 *
 * @param maxPixels most pixels an image may have: checked in the header, before anything is decoded
 * @param maxBytes most bytes a file may have: checked before it is read
 * @param timeLimit longest that one image may take; decoding stops then
 * @param upright whether JPEGs are turned as their EXIF orientation says
 * @param scaledFor where not null, JPEGs of which this rescale leaves less than half of either side
 *     are decoded at half, a quarter or an eighth of their size: faster, with other pixels
 */
public record DecodeOptions(
    long maxPixels, long maxBytes, Duration timeLimit, boolean upright, Rescale scaledFor)
    implements Serializable {
  /** 2^26 pixels, 192 MiB as RGB: far above any camera in the data sets named in the README. */
  public static final long DEFAULT_MAX_PIXELS = OutputSize.MAX_PIXELS;

  /** 256 MiB. */
  public static final long DEFAULT_MAX_BYTES = 1L << 28;

  /** Half a minute, for images that take milliseconds. */
  public static final int DEFAULT_SECONDS = 30;

  /** Likewise. */
  public static final Duration DEFAULT_TIME_LIMIT = Duration.ofSeconds(DEFAULT_SECONDS);

  /** Whoever wants no limit gets this one; what clocks cannot count would reject every image. */
  private static final Duration LONGEST = Duration.ofDays(1);

  /**
   * @throws IllegalArgumentException if a limit is below one, or the time above a day
   */
  public DecodeOptions {
    if (maxPixels < 1 || maxBytes < 1 || timeLimit.isNegative() || timeLimit.isZero()) {
      throw new IllegalArgumentException(
          "limits must be above zero, found %d pixels, %d bytes and %s"
              .formatted(maxPixels, maxBytes, timeLimit));
    }
    if (timeLimit.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "the time limit is at most a day, found %d s".formatted(timeLimit.toSeconds()));
    }
  }

  /** The default limits; pixels as PIL's {@code open} gives them. */
  public static DecodeOptions defaults() {
    return new DecodeOptions(
        DEFAULT_MAX_PIXELS, DEFAULT_MAX_BYTES, DEFAULT_TIME_LIMIT, false, null);
  }

  /** The same with other limits. */
  public DecodeOptions withLimits(long pixels, long bytes, Duration time) {
    return new DecodeOptions(pixels, bytes, time, upright, scaledFor);
  }

  /** The same, turning JPEGs upright. */
  public DecodeOptions turningUpright() {
    return new DecodeOptions(maxPixels, maxBytes, timeLimit, true, scaledFor);
  }

  /** The same, decoding JPEGs at a fraction of their size where {@code next} needs no more. */
  public DecodeOptions scalingFor(Rescale next) {
    return new DecodeOptions(maxPixels, maxBytes, timeLimit, upright, next);
  }

  /** What differs from the defaults, for records of a run; empty if nothing does. */
  @Override
  public String toString() {
    DecodeOptions usual = defaults();
    List<String> parts = new ArrayList<>();
    if (maxPixels != usual.maxPixels) {
      parts.add("pixels up to " + maxPixels);
    }
    if (maxBytes != usual.maxBytes) {
      parts.add("bytes up to " + maxBytes);
    }
    if (!timeLimit.equals(usual.timeLimit)) {
      parts.add("up to " + timeLimit.toMillis() + " ms");
    }
    if (upright) {
      parts.add("upright");
    }
    if (scaledFor != null) {
      parts.add("scaled for " + scaledFor);
    }
    return String.join(", ", parts);
  }
}
