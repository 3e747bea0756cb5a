/**
 * Everything that knows Spark and Hadoop: sessions, sources and sinks, partition functions, the
 * training master. Pure packages do the work; this one carries them to the data.
 *
 * <p>Images take this way: an {@link io.perpixel.spark.ImageSource} gives items that are decoded
 * where they are used, a {@link io.perpixel.spark.StagesFunction} turns them into rows of an {@link
 * io.perpixel.spark.ImageTable} and counts what it cannot use in a {@link io.perpixel.spark.Tally},
 * and a {@link io.perpixel.spark.TableWriter} commits the table, its rejects and its record, or
 * nothing.
 */
package io.perpixel.spark;
