/**
 * The plain training loop, checkpoints and history: the reference that Spark training must equal.
 */
package io.perpixel.train;
