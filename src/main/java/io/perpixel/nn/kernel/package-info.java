/**
 * The arithmetic of a training step behind one interface, {@link io.perpixel.nn.kernel.Kernels}:
 * oneDNN called directly on CPUs, ND4J's own operations everywhere else. All tensors are dense NHWC
 * float32 in C order unless said otherwise; convolution weights are OIHW, as in PyTorch.
 */
package io.perpixel.nn.kernel;
