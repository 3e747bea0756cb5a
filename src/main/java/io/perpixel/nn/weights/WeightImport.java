package io.perpixel.nn.weights;

import io.perpixel.nn.model.ModelSpec;
import io.perpixel.nn.model.ModelSpecs;
import io.perpixel.nn.model.NamedParameters;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;

/** Copies a checkpoint's tensors into a model, as float32. */
public final class WeightImport {
  private WeightImport() {}

  /**
   * Fills a model.
   *
   * @param file the checkpoint's name, for messages
   * @return names of the parameters that were filled, in the model's order
   * @throws WeightMismatchException if anything is missing, unexpected or of the wrong shape
   * @throws TorchFormatException if a value is not finite, or too large for float32
   */
  public static List<String> into(
      ComputationGraph graph, WeightNames names, String file, Map<String, TorchTensor> found)
      throws IOException {
    Map<String, INDArray> parameters = NamedParameters.of(graph);
    Map<String, long[]> shapes = new LinkedHashMap<>();
    parameters.forEach((name, values) -> shapes.put(name, values.shape()));
    Map<String, TorchTensor> selected = names.select(file, shapes, found);
    for (Map.Entry<String, TorchTensor> tensor : selected.entrySet()) {
      float[] values = tensor.getValue().floats();
      requireFinite(file, tensor.getKey(), values);
      INDArray parameter = parameters.get(tensor.getKey());
      parameter.assign(Nd4j.createFromArray(values).reshape('c', parameter.shape()));
    }
    return List.copyOf(selected.keySet());
  }

  /** The models that a checkpoint does fit, whatever it was tried on. */
  public static List<ModelSpec> fitting(Map<String, TorchTensor> found) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    found.forEach((key, tensor) -> shapes.put(key, tensor.shape()));
    return ModelSpecs.suggestions(shapes).stream().filter(spec -> fits(spec, shapes)).toList();
  }

  private static boolean fits(ModelSpec spec, Map<String, long[]> shapes) {
    try {
      Map<String, long[]> expected = NamedParameters.shapes(spec.configuration(new NoOp(), 0));
      WeightNames.of(spec.name()).match(spec.name(), expected, shapes);
      return true;
    } catch (WeightMismatchException | ArithmeticException e) {
      // Or so wide, in a file made to harm, that its sizes fit no type.
      return false;
    }
  }

  private static void requireFinite(String file, String name, float[] values)
      throws TorchFormatException {
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new TorchFormatException(
            file,
            "value %d of %s is %s as float32".formatted(i, name, values[i]),
            "Save the weights of a training that did not diverge.");
      }
    }
  }
}
