package io.perpixel.image.synthetic;

import io.perpixel.image.FixationPoints;
import io.perpixel.image.Raster;
import java.util.SplittableRandom;

/**
 * One synthetic image with its truth.
 *
 * @param image HxWx3 uint8 HWC
 * @param map where it is looked at, HxWx1 uint8 HWC, 0..255
 * @param points where single looks fell
 */
public record SyntheticExample(Raster image, Raster map, FixationPoints points) {
  /** How the map follows from the image, for whoever finds the data. */
  public static final String RULE =
      "Each image shows one to three salient things: discs, rings, squares and triangles in vivid"
          + " colours far from what is around them. Up to two more things of the same shapes hardly"
          + " differ from their surroundings; they are not salient. The background is a photograph,"
          + " scaled, cropped and muted. The fixation map is the sum of round Gaussians of equal"
          + " height around the centres of the salient things, each with the thing's radius as"
          + " deviation, scaled to 0..255 by its largest value. The fixation points are drawn from"
          + " the map, "
          + SceneFixations.POINTS
          + " for each salient thing. There is no centre bias.";

  /**
   * Example number {@code index} of a seed.
   *
   * @param photograph for the background, uint8 HWC with three channels
   */
  public static SyntheticExample of(
      SceneGenerator generator, Raster photograph, long seed, int index) {
    SplittableRandom random = new SplittableRandom(seed * 0x9e3779b97f4a7c15L + index);
    Scene scene = generator.scene(photograph, random);
    return new SyntheticExample(
        ScenePainter.paint(scene), SceneFixations.map(scene), SceneFixations.points(scene, random));
  }
}
