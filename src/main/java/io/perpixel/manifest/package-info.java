/**
 * Data manifests: which files make up a data set, where they come from, and how we know they are
 * the right ones.
 *
 * <p>A manifest is a Croissant 1.0 file ({@link io.perpixel.manifest.ManifestReader}). A {@link
 * io.perpixel.manifest.Fetcher} brings what it names into a local staging directory, from the first
 * source that delivers, and publishes it to a {@link io.perpixel.manifest.Destination} only when
 * every digest is right. Nothing here knows Spark or Hadoop: a destination on another file system
 * is passed in from outside.
 */
package io.perpixel.manifest;
