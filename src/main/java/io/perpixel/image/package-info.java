/**
 * Images as dense arrays and what preprocessing does to them: decode, rescale, to-tensor,
 * normalize, affine, grey. One transform per file, plain Java arrays in and out, no Spark and no
 * file system.
 *
 * <p>{@link io.perpixel.image.Raster} is the array, {@link io.perpixel.image.Transform} one step,
 * {@link io.perpixel.image.Stages} several of them as users write them.
 */
package io.perpixel.image;
