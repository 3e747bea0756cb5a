package io.perpixel.image;

import java.io.Serializable;

/**
 * One preprocessing step: a raster in, a raster out, the input left as it was.
 *
 * <p>Implementations are immutable, and {@code toString} gives the step as {@link Stages} parses
 * it.
 */
public interface Transform extends Serializable {
  /**
   * Applies this step.
   *
   * @throws IllegalArgumentException if the raster's shape, layout or type does not suit this step
   */
  Raster apply(Raster image);

  /**
   * What this step does to a mask, label or fixation map. Nothing, unless a step says otherwise:
   * only geometry and the scale of maps concern a target, never colour statistics.
   *
   * @throws IllegalArgumentException as {@link #apply}
   */
  default Raster applyToTarget(Raster target, TargetKind kind) {
    return target;
  }

  /**
   * Whether each value of the result depends on one value and its channel alone, and on nothing
   * else of the image: such steps can be looked up in a table.
   */
  default boolean isPointwise() {
    return false;
  }
}
