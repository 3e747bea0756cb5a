package io.perpixel.nn.model;

/**
 * Bytes that training holds, all values float32. Scratch memory of the kernels and the gradients
 * that travel from layer to layer come on top.
 *
 * @param parameters all parameters, running statistics included
 * @param gradients of the trained parameters
 * @param optimiser Adam's two moments of each trained parameter
 * @param activations layer outputs that the backward pass reads, for a whole batch
 */
public record MemoryNeed(long parameters, long gradients, long optimiser, long activations) {
  private static final int ADAM_MOMENTS = 2;

  static MemoryNeed ofValues(long parameters, long trained, long activations) {
    return new MemoryNeed(
        parameters * Float.BYTES,
        trained * Float.BYTES,
        trained * ADAM_MOMENTS * Float.BYTES,
        activations * Float.BYTES);
  }

  /** All together. */
  public long total() {
    return parameters + gradients + optimiser + activations;
  }
}
