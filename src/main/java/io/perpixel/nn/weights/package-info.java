/**
 * Weights that come from elsewhere, and go there: PyTorch checkpoints of both eras, and how their
 * names and shapes map on a model's parameters.
 *
 * <p>Files are treated as hostile. A checkpoint is a pickle, and a pickle is a program; {@link
 * io.perpixel.nn.weights.TorchCheckpoint} runs it on a machine that can build tensors, containers
 * and nothing else, and checks every size against the file before it allocates.
 */
package io.perpixel.nn.weights;
