/**
 * Deeplearning4j layers built on {@link io.perpixel.nn.kernel}. A configuration class ({@code
 * Conv2d}) describes a layer and is what a {@code ComputationGraphConfiguration} stores as JSON;
 * its runtime class ({@code Conv2dLayer}) holds parameters and kernels. All activations are NHWC.
 */
package io.perpixel.nn.layer;
