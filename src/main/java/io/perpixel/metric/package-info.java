/**
 * Metrics as additive counts first, which partitions gather on their own and merge in any order,
 * and reductions to figures later. Plain Java; knows nothing of Spark or of networks.
 */
package io.perpixel.metric;
