package io.perpixel.nn.model;

/** What a model is trained towards, and what its output means. */
public enum TargetKind {
  /**
   * Labels are places in a palette, int32 N x H x W; the output is one logit per colour and pixel.
   */
  COLOURS,
  /**
   * Labels are class indices, int32 N x H x W, 255 for pixels that do not count; the output is one
   * logit per class and pixel.
   */
  CLASSES,
  /** Labels are values in [0, 1], float32 N x H x W x 1; the output is a probability per pixel. */
  MAP
}
