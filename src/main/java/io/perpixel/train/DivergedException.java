package io.perpixel.train;

/** The loss, a gradient or a parameter stopped being finite; nothing after it could be trusted. */
public final class DivergedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param epoch epoch in which it happened, counted from 1
   * @param batch batch of that epoch, counted from 1
   * @param what the value that is not finite, such as {@code "training loss is NaN"}
   */
  public DivergedException(int epoch, int batch, String what) {
    super(
        "training diverged in epoch %d, batch %d: %s; look for bad values in the input, or lower train.learning-rate and train into another run.directory (the checkpoints of the epochs before are kept)"
            .formatted(epoch, batch, what));
  }
}
