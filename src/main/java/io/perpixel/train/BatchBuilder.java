package io.perpixel.train;

import io.perpixel.image.Layout;
import io.perpixel.image.Raster;
import io.perpixel.image.StageException;
import io.perpixel.image.Stages;
import io.perpixel.nn.kernel.HostMemory;
import io.perpixel.nn.kernel.Nhwc;
import io.perpixel.nn.model.ModelSpec;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Turns examples into the arrays of a minibatch: the model's input stages, then NHWC float32 images
 * and the labels of its target. The arrays are used again for the next minibatch of the same shape;
 * not thread safe.
 */
public final class BatchBuilder implements Minibatch {
  private final ModelSpec model;
  private final Stages stages;
  private Nhwc shape;
  private INDArray images;
  private Labels labels;
  private float[] imageValues;

  /** For the inputs of a model. */
  public BatchBuilder(ModelSpec model, Stages stages) {
    this.model = model;
    this.stages = stages;
  }

  @Override
  public void fill(List<Example> examples) {
    Example first = examples.get(0);
    for (int i = 0; i < examples.size(); i++) {
      Example example = examples.get(i);
      Raster input = input(example);
      if (i == 0) {
        checkSize(example, input);
        resize(new Nhwc(examples.size(), input.height(), input.width(), model.inputChannels()));
      }
      check(example, input, first);
      putImage(input, i);
      labels.put(example, i);
    }
    HostMemory.put(imageValues, images);
  }

  /** Images of the last minibatch, N x H x W x C. */
  public INDArray images() {
    return images;
  }

  @Override
  public INDArray[] inputs() {
    return new INDArray[] {images};
  }

  @Override
  public INDArray labels() {
    return labels.array();
  }

  private Raster input(Example example) {
    try {
      return stages.apply(example.image());
    } catch (StageException e) {
      throw new IllegalArgumentException(example.id() + ": " + e.getMessage(), e);
    }
  }

  private void checkSize(Example example, Raster input) {
    try {
      model.checkSize(input.height(), input.width());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(example.id() + ": " + e.getMessage(), e);
    }
  }

  private void resize(Nhwc wanted) {
    if (wanted.equals(shape)) {
      return;
    }
    if (wanted.length() > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "a minibatch of %d images of %d x %d has more values than an array holds: lower train.batch"
              .formatted(wanted.batch(), wanted.height(), wanted.width()));
    }
    shape = wanted;
    images = Nd4j.createUninitializedDetached(DataType.FLOAT, wanted.shape());
    labels = Labels.of(model, wanted);
    imageValues = new float[(int) images.length()];
  }

  private void check(Example example, Raster input, Example first) {
    if (input.channels() != shape.channels()) {
      throw new IllegalArgumentException(
          "%s has %d channels after the input stages; %s takes %d"
              .formatted(example.id(), input.channels(), model.name(), shape.channels()));
    }
    if (input.height() != shape.height() || input.width() != shape.width()) {
      throw new IllegalArgumentException(
          "%s is %d x %d, but %s of the same minibatch is %d x %d: bring all images to one size first (stage rescale=HxW)"
              .formatted(
                  example.id(),
                  input.height(),
                  input.width(),
                  first.id(),
                  shape.height(),
                  shape.width()));
    }
  }

  private void putImage(Raster input, int place) {
    Raster values = input.toFloat32();
    float[] from = values.floats();
    int pixels = shape.height() * shape.width();
    int channels = shape.channels();
    int to = place * pixels * channels;
    if (values.layout() == Layout.HWC || channels == 1) {
      System.arraycopy(from, 0, imageValues, to, from.length);
      return;
    }
    for (int c = 0; c < channels; c++) {
      for (int p = 0; p < pixels; p++) {
        imageValues[to + p * channels + c] = from[c * pixels + p];
      }
    }
  }
}
