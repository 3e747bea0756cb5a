package io.perpixel.nn.model;

/**
 * Multiplications of one training step for one image; batch norm, pooling and the loss are left
 * out, which are small beside them.
 *
 * @param forward through the whole model
 * @param weightGradients of the trained layers
 * @param inputGradients that travel from the loss down to the lowest trained layer
 * @param tail what is left of the forward pass where the output of the frozen beginning is kept
 *     from the first epoch on; all of it where there is no such beginning
 */
public record ComputeNeed(long forward, long weightGradients, long inputGradients, long tail) {
  /** A whole step. */
  public long total() {
    return forward + weightGradients + inputGradients;
  }

  /** A step from the kept output of the frozen beginning. */
  public long totalFromTail() {
    return tail + weightGradients + inputGradients;
  }
}
