package io.perpixel.nn.model;

import io.perpixel.nn.kernel.Nhwc;
import java.util.List;

/**
 * What one vertex of a graph costs for one image.
 *
 * @param name of the vertex
 * @param inputs names of the vertices that it reads
 * @param operation what it does, such as {@code conv 3x3}
 * @param output shape for a batch of 1
 * @param parameters values that an optimiser may change: weights, biases, gamma and beta
 * @param statistics values that training changes without an optimiser: running mean and variance
 * @param outputs values that the layer computes; 0 where it works element by element or only
 *     gathers, as batch norm, ReLU and skip connections do
 * @param connections weights times the places where each is used, biases left out
 * @param stored output values that stay in memory for the backward pass; 0 where the output is the
 *     input's array
 */
public record LayerCost(
    String name,
    List<String> inputs,
    String operation,
    Nhwc output,
    long parameters,
    long statistics,
    long outputs,
    long connections,
    long stored) {}
