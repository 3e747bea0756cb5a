package io.perpixel.train;

import io.perpixel.image.DType;
import io.perpixel.image.Layout;
import io.perpixel.image.Raster;
import io.perpixel.image.StageException;
import io.perpixel.image.Stages;
import io.perpixel.image.TargetKind;
import io.perpixel.nn.model.ModelSpec;
import java.io.Serializable;

/** From a stored image to what a model reads, with a reason for each image that it cannot read. */
public final class ModelInput implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * Pixels that an image may have, 2048 x 2048: some dozens of channels as float32 make a gigabyte
   * of activations of that.
   */
  public static final int MAX_PIXELS = 1 << 22;

  private static final String STAGE = "predict";

  private final ModelSpec model;
  private final Stages first;
  private final Stages inputStages;

  /**
   * The way into a model.
   *
   * @param first what the user wants done before the model's own stages: rescaling
   */
  public ModelInput(ModelInfo model, Stages first) {
    this.model = model.spec();
    this.first = first;
    this.inputStages = Stages.parse(model.inputStages());
  }

  /**
   * The stored image after the user's stages.
   *
   * @throws StageException if it is not a decoded image, or a stage fails
   */
  public Raster image(Raster stored) throws StageException {
    if (stored.dtype() != DType.UINT8 || stored.layout() != Layout.HWC) {
      throw refused(
          "found %s; expected an image as decoded, uint8 HWC: the model applies %s itself"
              .formatted(stored, inputStages));
    }
    return first.apply(stored);
  }

  /**
   * A stored map or mask after the user's stages.
   *
   * @throws StageException if a stage fails
   */
  public Raster target(Raster stored) throws StageException {
    return first.applyToTarget(
        stored,
        switch (model.target()) {
          case COLOURS, CLASSES -> TargetKind.LABELS;
          case MAP -> TargetKind.MAP;
        });
  }

  /**
   * The tensor that the model reads, of what {@link #image} gave.
   *
   * @throws StageException if the model does not take its size or channels
   */
  public Raster tensor(Raster image) throws StageException {
    try {
      model.checkSize(image.height(), image.width());
    } catch (IllegalArgumentException e) {
      throw refused(e.getMessage());
    }
    if ((long) image.height() * image.width() > MAX_PIXELS) {
      throw refused(
          "%d x %d pixels are more than %d; rescale the image first"
              .formatted(image.height(), image.width(), MAX_PIXELS));
    }
    Raster tensor = inputStages.apply(image);
    if (tensor.channels() != model.inputChannels()) {
      throw refused(
          "%s takes %d channel(s), found %s"
              .formatted(model.name(), model.inputChannels(), tensor));
    }
    return tensor;
  }

  private static StageException refused(String reason) {
    return new StageException(STAGE, reason, null);
  }
}
