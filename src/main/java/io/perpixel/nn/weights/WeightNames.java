package io.perpixel.nn.weights;

import io.perpixel.nn.model.ModelSpecs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * How the keys of a checkpoint map on a model's parameters: which keys are passed over, which are
 * named differently, and that the rest fits one to one. Shapes are PyTorch's, OIHW for
 * convolutions.
 *
 * <p>{@code WeightNames.of("colour-unet").select("state.pth", shapes, TorchCheckpoint.read(file))}
 */
public final class WeightNames {
  /** What PyTorch's batch norm counts beside its statistics: the end of the key. */
  static final String COUNTER = ".num_batches_tracked";

  private final UnaryOperator<String> rename;
  private final Predicate<String> passedOver;
  private final Predicate<String> leftFresh;

  private WeightNames(
      UnaryOperator<String> rename, Predicate<String> passedOver, Predicate<String> leftFresh) {
    this.rename = rename;
    this.passedOver = passedOver;
    this.leftFresh = leftFresh;
  }

  /**
   * The rule for a model by its name on the command line. Unless said otherwise here, the file's
   * keys are the model's own.
   *
   * @throws IllegalArgumentException if there is no such model
   */
  public static WeightNames of(String model) {
    ModelSpecs.requireName(model);
    // Counts the batches of a cumulative average, which none of our models takes.
    Predicate<String> counter = key -> key.endsWith(COUNTER);
    return switch (model) {
      case "saliency" ->
          new WeightNames(
              VggNames::rename, counter.or(k -> k.startsWith("classifier.")), k -> false);
      case "deeplabv3" ->
          new WeightNames(k -> k, counter.or(k -> k.startsWith("aux_classifier.")), k -> false);
      default -> new WeightNames(k -> k, counter, k -> false);
    };
  }

  /**
   * The same rule, but all parameters of {@code layer} stay as they are, whatever the file has
   * there.
   */
  public WeightNames leavingFresh(String layer) {
    return new WeightNames(rename, passedOver, leftFresh.or(k -> k.startsWith(layer + ".")));
  }

  /**
   * The tensors of a file by parameter of the model, in the model's order.
   *
   * @param expected shape of every parameter (and running statistic) of the model
   * @throws WeightMismatchException if anything is missing, unexpected or of the wrong shape
   */
  public Map<String, TorchTensor> select(
      String file, Map<String, long[]> expected, Map<String, TorchTensor> found) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    found.forEach((key, tensor) -> shapes.put(key, tensor.shape()));
    Map<String, TorchTensor> selected = new LinkedHashMap<>();
    match(file, expected, shapes).forEach((name, key) -> selected.put(name, found.get(key)));
    return selected;
  }

  /** As {@link #select}, on shapes alone: the key of the file for each parameter to fill. */
  public Map<String, String> match(
      String file, Map<String, long[]> expected, Map<String, long[]> found) {
    List<String> unexpected = new ArrayList<>();
    Map<String, String> keys = keysByName(expected, found, unexpected);
    List<String> missing = new ArrayList<>();
    List<String> wrongShape = new ArrayList<>();
    Map<String, String> matched = new LinkedHashMap<>();
    expected.forEach(
        (name, shape) -> {
          String key = keys.get(name);
          if (leftFresh.test(name)) {
            return;
          }
          if (key == null) {
            missing.add(name);
          } else if (!Arrays.equals(shape, found.get(key))) {
            wrongShape.add(
                "%s: found %s, expected %s"
                    .formatted(
                        TorchFormatException.quote(key),
                        Arrays.toString(found.get(key)),
                        Arrays.toString(shape)));
          } else {
            matched.put(name, key);
          }
        });
    if (!missing.isEmpty() || !unexpected.isEmpty() || !wrongShape.isEmpty()) {
      throw new WeightMismatchException(file, missing, unexpected, wrongShape);
    }
    return matched;
  }

  private Map<String, String> keysByName(
      Map<String, long[]> expected, Map<String, long[]> found, List<String> unexpected) {
    Map<String, String> keys = new LinkedHashMap<>();
    for (String key : found.keySet()) {
      String name = rename.apply(key);
      if (passedOver.test(key) || leftFresh.test(name)) {
        continue;
      }
      String earlier = expected.containsKey(name) ? keys.putIfAbsent(name, key) : key;
      if (earlier != null) {
        unexpected.add(
            earlier.equals(key)
                ? TorchFormatException.quote(key)
                : TorchFormatException.quote(key)
                    + ": the same as "
                    + TorchFormatException.quote(earlier));
      }
    }
    return keys;
  }
}
