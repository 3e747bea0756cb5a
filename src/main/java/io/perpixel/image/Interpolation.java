package io.perpixel.image;

import java.util.Locale;

/** How {@link Rescale} finds a value between pixels; centres are at half-pixels in all three. */
public enum Interpolation {
  /**
   * Bilinear whose triangle widens when shrinking: the default of PIL and torchvision for images.
   */
  ANTIALIAS,
  /** Bilinear over the 2x2 nearest pixels: PyTorch's {@code interpolate}, align_corners=False. */
  PLAIN,
  /** The nearest pixel, as PIL: for label maps. */
  NEAREST;

  /** Name of the suffix in {@code rescale=HxW:suffix}. */
  String suffix() {
    return name().toLowerCase(Locale.ROOT);
  }
}
