package io.perpixel.train;

import io.perpixel.nn.kernel.Nhwc;
import io.perpixel.nn.model.ModelSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The labels of a minibatch, filled anew for each; not thread safe. */
interface Labels {
  /** Labels of the kind that a model is trained towards, for images of that shape. */
  static Labels of(ModelSpec model, Nhwc images) {
    return switch (model.target()) {
      case COLOURS, CLASSES -> new ClassLabels(images);
      case MAP -> new MapLabels(images);
    };
  }

  /**
   * Puts an example's target at a place of the minibatch; zeros where it has none.
   *
   * @throws IllegalArgumentException if the target is of another kind; the message names the
   *     example
   */
  void put(Example example, int place);

  /** What was put, as the model's loss reads it. */
  INDArray array();

  /**
   * Checks the size of a target.
   *
   * @throws IllegalArgumentException naming the example
   */
  static void requirePixels(Example example, int pixels) {
    int found = example.target().height() * example.target().width();
    if (found != pixels) {
      throw new IllegalArgumentException(
          "%s has a target of %d pixels, its image %d after the input stages"
              .formatted(example.id(), found, pixels));
    }
  }
}
