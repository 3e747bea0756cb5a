package io.perpixel.nn.weights;

import java.util.List;

/** A checkpoint does not fit a model. The message lists every key that is at fault, one a line. */
public final class WeightMismatchException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final List<String> missing;
  private final List<String> unexpected;
  private final List<String> wrongShape;

  WeightMismatchException(
      String file, List<String> missing, List<String> unexpected, List<String> wrongShape) {
    super(message(file, missing, unexpected, wrongShape));
    this.missing = List.copyOf(missing);
    this.unexpected = List.copyOf(unexpected);
    this.wrongShape = List.copyOf(wrongShape);
  }

  /** Parameters of the model that the file lacks. */
  public List<String> missing() {
    return missing;
  }

  /** Keys of the file that the model has no use for. */
  public List<String> unexpected() {
    return unexpected;
  }

  /** Parameters whose shape in the file differs, each followed by both shapes. */
  public List<String> wrongShape() {
    return wrongShape;
  }

  private static String message(
      String file, List<String> missing, List<String> unexpected, List<String> wrongShape) {
    StringBuilder text =
        new StringBuilder(
            "%s does not fit the model: %d missing, %d unexpected, %d of the wrong shape. Nothing was written. "
                .formatted(file, missing.size(), unexpected.size(), wrongShape.size()));
    text.append("Check the model's name and settings against the network that was saved.");
    missing.forEach(key -> text.append("\n  missing      ").append(key));
    unexpected.forEach(key -> text.append("\n  unexpected   ").append(key));
    wrongShape.forEach(key -> text.append("\n  wrong shape  ").append(key));
    return text.toString();
  }
}
