package io.perpixel.image;

/** Order of the axes of a {@link Raster}, slowest first; always row-major and without padding. */
public enum Layout {
  /** Height, width, channel: decoded images, channels interleaved. */
  HWC,
  /** Channel, height, width: tensors, one plane per channel. */
  CHW
}
