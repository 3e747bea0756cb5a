package io.perpixel.train;

import io.perpixel.nn.kernel.HostMemory;
import io.perpixel.nn.kernel.Nhwc;
import io.perpixel.nn.model.ModelSpec;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Turns examples with features into what the tail of a model reads. */
final class FeatureBatches implements Minibatch {
  private final ModelSpec model;
  private final List<String> names;
  private final INDArray[] inputs;
  private Nhwc images;
  private Labels labels;

  /**
   * For a tail.
   *
   * @param names of its inputs
   */
  FeatureBatches(ModelSpec model, List<String> names) {
    this.model = model;
    this.names = List.copyOf(names);
    inputs = new INDArray[names.size()];
  }

  @Override
  public void fill(List<Example> examples) {
    Example first = examples.get(0);
    resize(new Nhwc(examples.size(), first.height(), first.width(), model.inputChannels()));
    for (int i = 0; i < examples.size(); i++) {
      Example example = examples.get(i);
      if (example.height() != first.height() || example.width() != first.width()) {
        throw new IllegalArgumentException(
            "%s is %d x %d, but %s of the same minibatch is %d x %d: bring all images to one size first (stage rescale=HxW)"
                .formatted(
                    example.id(),
                    example.height(),
                    example.width(),
                    first.id(),
                    first.height(),
                    first.width()));
      }
      labels.put(example, i);
    }
    for (int input = 0; input < inputs.length; input++) {
      put(examples, input);
    }
  }

  @Override
  public INDArray[] inputs() {
    return inputs.clone();
  }

  @Override
  public INDArray labels() {
    return labels.array();
  }

  private void resize(Nhwc wanted) {
    if (!wanted.equals(images)) {
      images = wanted;
      labels = Labels.of(model, wanted);
    }
  }

  private void put(List<Example> examples, int input) {
    FeatureTensor first = tensor(examples.get(0), input);
    float[] values = new float[Math.multiplyExact(first.length(), examples.size())];
    for (int i = 0; i < examples.size(); i++) {
      FeatureTensor tensor = tensor(examples.get(i), input);
      if (!tensor.sameShape(first)) {
        throw new IllegalArgumentException(
            "%s has features %s of %s, but %s of the same minibatch %s"
                .formatted(
                    examples.get(i).id(), tensor, names.get(input), examples.get(0).id(), first));
      }
      tensor.type().decode(tensor.data(), values, i * first.length());
    }
    // Of some inputs only the size is read, but there are no arrays without values.
    int channels = Math.max(1, first.channels());
    Nhwc shape = new Nhwc(examples.size(), first.height(), first.width(), channels);
    if (inputs[input] == null || !Nhwc.of(inputs[input].shape()).equals(shape)) {
      inputs[input] = Nd4j.createUninitializedDetached(DataType.FLOAT, shape.shape()).assign(0);
    }
    if (first.channels() > 0) {
      HostMemory.put(values, inputs[input]);
    }
  }

  private FeatureTensor tensor(Example example, int input) {
    Features features = example.features();
    if (features == null || features.tensors().size() != names.size()) {
      throw new IllegalArgumentException(
          "%s has the features %s, but the tail of %s reads %s"
              .formatted(example.id(), features, model.name(), names));
    }
    return features.tensors().get(input);
  }
}
