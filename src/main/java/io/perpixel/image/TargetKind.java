package io.perpixel.image;

/** What the target of an image is, which decides what stages do to it. */
public enum TargetKind {
  /** A quantity per pixel, such as a fixation map: interpolates and scales like an image. */
  MAP,
  /** Class numbers or class colours: the values are names, so no arithmetic touches them. */
  LABELS
}
