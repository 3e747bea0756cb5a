/**
 * What knows Spark besides the commands: the session, sources and sinks of images, partition
 * functions that apply pure code to rows.
 *
 * <p>A {@link io.perpixel.spark.ImageSource} gives items that are decoded where they are used,
 * {@link io.perpixel.spark.StagesFunction} turns them into rows of an {@link
 * io.perpixel.spark.ImageTable} and counts what it cannot use in a {@link io.perpixel.spark.Tally},
 * and {@link io.perpixel.spark.TableWriter} commits the table, its rejects and its record, or
 * nothing.
 */
package io.perpixel.spark;
