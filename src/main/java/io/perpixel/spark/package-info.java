/**
 * Everything that knows Spark and Hadoop: sessions, sources and sinks, partition functions, the
 * training master. Pure packages do the work; this one carries them to the data.
 */
package io.perpixel.spark;
