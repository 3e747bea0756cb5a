/**
 * The plain training loop, its checkpoints, and the record a run leaves behind: history, metrics
 * and provenance. The reference that distributed training is tested against.
 */
package io.perpixel.train;
