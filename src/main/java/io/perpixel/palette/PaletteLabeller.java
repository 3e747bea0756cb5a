package io.perpixel.palette;

/**
 * Gives every pixel its nearest palette colour, compared in float64; the lowest index on ties.
 *
 * <p>Each colour is looked for once and then remembered in a table of 16 MiB, so keep a labeller
 * for many images. Several threads may share one: all of them would write the same bytes.
 */
public final class PaletteLabeller {
  private final Palette palette;
  private final double[] centres;
  private final byte[] rgb;

  /** Label + 1 of each colour; 0 = not looked for yet. */
  private final byte[] known = new byte[ColourHistogram.COLOURS];

  /** A labeller for one palette. */
  public PaletteLabeller(Palette palette) {
    this.palette = palette;
    this.centres = palette.distance().embed(palette.centres());
    this.rgb = palette.rgb();
  }

  /**
   * Labels of an image.
   *
   * @param image uint8 RGB, HWC
   * @return uint8 HxW, each below K
   * @throws IllegalArgumentException if the length is no multiple of three
   */
  public byte[] label(byte[] image) {
    if (image.length % 3 != 0) {
      throw new IllegalArgumentException(
          "An RGB image has 3 bytes a pixel, but this one has " + image.length + " bytes.");
    }
    byte[] labels = new byte[image.length / 3];
    for (int i = 0, at = 0; i < labels.length; i++, at += 3) {
      int colour = (image[at] & 255) << 16 | (image[at + 1] & 255) << 8 | image[at + 2] & 255;
      byte label = known[colour];
      if (label == 0) {
        label = (byte) (nearest(colour) + 1);
        known[colour] = label;
      }
      labels[i] = (byte) (label - 1);
    }
    return labels;
  }

  /**
   * The image that labels stand for.
   *
   * @param labels uint8 HxW
   * @return uint8 RGB, HWC, of the rounded palette colours
   * @throws IllegalArgumentException if a label is not below K
   */
  public byte[] decode(byte[] labels) {
    byte[] image = new byte[3 * labels.length];
    for (int i = 0; i < labels.length; i++) {
      int label = labels[i] & 255;
      if (label >= palette.size()) {
        throw new IllegalArgumentException(
            "Label "
                + label
                + " at pixel "
                + i
                + ", but the palette has "
                + palette.size()
                + " colours: the labels belong to another palette.");
      }
      System.arraycopy(rgb, 3 * label, image, 3 * i, 3);
    }
    return image;
  }

  /** The palette this labels with. */
  public Palette palette() {
    return palette;
  }

  private int nearest(int colour) {
    double[] point = new double[3];
    palette.distance().embed(colour, point);
    int nearest = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int k = 0; k < palette.size(); k++) {
      double d = NearestCentre.squared(point[0], point[1], point[2], centres, k);
      if (d < least) {
        least = d;
        nearest = k;
      }
    }
    return nearest;
  }
}
