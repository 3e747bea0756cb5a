package io.perpixel.train;

import io.perpixel.image.Layout;
import io.perpixel.image.Raster;
import io.perpixel.image.StageException;
import io.perpixel.image.Stages;
import io.perpixel.nn.kernel.HostMemory;
import io.perpixel.nn.kernel.Nhwc;
import io.perpixel.nn.model.ModelSpec;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Turns examples into the arrays of a minibatch: the model's input stages, then NHWC float32 images
 * and int32 labels. The arrays are used again for the next minibatch of the same shape; not thread
 * safe.
 */
public final class BatchBuilder {
  private final ModelSpec model;
  private final Stages stages;
  private Nhwc shape;
  private INDArray images;
  private INDArray labels;
  private float[] imageValues;
  private int[] labelValues;

  /** For the inputs of a model. */
  public BatchBuilder(ModelSpec model, Stages stages) {
    this.model = model;
    this.stages = stages;
  }

  /**
   * Fills the arrays.
   *
   * @throws IllegalArgumentException if images differ in size, or do not fit the model, or a target
   *     is missing; the message names the example
   */
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
      putLabels(example, i);
    }
    HostMemory.put(imageValues, images);
    HostMemory.put(labelValues, labels);
  }

  /** Images of the last minibatch, N x H x W x C. */
  public INDArray images() {
    return images;
  }

  /** Labels of the last minibatch, N x H x W. */
  public INDArray labels() {
    return labels;
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
    shape = wanted;
    images = Nd4j.createUninitializedDetached(DataType.FLOAT, wanted.shape());
    labels =
        Nd4j.createUninitializedDetached(
            DataType.INT32, wanted.batch(), wanted.height(), wanted.width());
    imageValues = new float[(int) images.length()];
    labelValues = new int[(int) labels.length()];
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

  private void putLabels(Example example, int place) {
    int pixels = shape.height() * shape.width();
    byte[] target = example.target();
    if (target == null) {
      Arrays.fill(labelValues, place * pixels, (place + 1) * pixels, 0);
      return;
    }
    if (target.length != pixels) {
      throw new IllegalArgumentException(
          "%s has a target of %d pixels, its image %d after the input stages"
              .formatted(example.id(), target.length, pixels));
    }
    for (int p = 0; p < pixels; p++) {
      labelValues[place * pixels + p] = target[p] & 0xff;
    }
  }
}
