/**
 * Palettes: the colour histogram of a set of images, k-means on it, the palette artifact, and the
 * labelling of pixels by their nearest palette colour. Plain Java; knows nothing of Spark.
 *
 * <pre>
 * pixels -> ColourHistogram (additive) -> KMeans -> Palette (hash, JSON file) -> PaletteLabeller
 * </pre>
 */
package io.perpixel.palette;
