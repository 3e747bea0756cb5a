package io.perpixel.nn.weights;

import static io.perpixel.nn.weights.TorchFormatException.SAVE_STATE_DICT;
import static io.perpixel.nn.weights.TorchFormatException.quote;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the named tensors in what a checkpoint holds. A dictionary with tensors among its values is
 * the state dict itself; values that are no tensors are passed over. Otherwise, or if one of the
 * customary names leads to a dictionary, the search goes on there: first the customary names in the
 * order below, then the only dictionary that has tensors. Prefixes that wrappers add are removed if
 * all names have them.
 */
final class StateDict {
  private static final List<String> CUSTOMARY =
      List.of(
          "state_dict", "model_state_dict", "model_state", "model", "net", "network", "weights");

  /** Of torch.compile and of DataParallel, which are nested either way. */
  private static final List<String> WRAPPERS = List.of("_orig_mod.", "module.", "_orig_mod.");

  private static final int DEEPEST = 8;

  private StateDict() {}

  static Map<String, TorchTensor> find(String file, Object root) throws TorchFormatException {
    Object here = root;
    for (int depth = 0; depth < DEEPEST && here instanceof Map<?, ?> map; depth++) {
      Map<?, ?> named = customary(map);
      boolean goOn = named != null && hasTensors(named);
      if (!goOn && hasTensors(map)) {
        return strip(tensors(map));
      }
      here = named == null ? only(file, map) : named;
    }
    throw new TorchFormatException(
        file,
        "found "
            + (here instanceof TorchTensor tensor ? "a single tensor " + tensor : kind(root))
            + "; expected a dictionary of named tensors",
        SAVE_STATE_DICT);
  }

  private static Map<?, ?> customary(Map<?, ?> map) {
    for (String name : CUSTOMARY) {
      if (map.get(name) instanceof Map<?, ?> inner) {
        return inner;
      }
    }
    return null;
  }

  private static Object only(String file, Map<?, ?> map) throws TorchFormatException {
    List<Map.Entry<?, ?>> candidates = new ArrayList<>();
    // A pickle can name one dictionary, and a large one, as often as it likes.
    Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (entry.getValue() instanceof Map<?, ?> inner && seen.add(inner) && hasTensors(inner)) {
        candidates.add(entry);
      }
    }
    if (candidates.size() > 1) {
      throw new TorchFormatException(
          file,
          "found tensors under each of "
              + candidates.stream().limit(10).map(e -> quote(String.valueOf(e.getKey()))).toList(),
          "Save the one that is meant: torch.save(checkpoint[name], path).");
    }
    return candidates.isEmpty() ? null : candidates.get(0).getValue();
  }

  private static boolean hasTensors(Map<?, ?> map) {
    return map.entrySet().stream()
        .anyMatch(e -> e.getKey() instanceof String && e.getValue() instanceof TorchTensor);
  }

  private static Map<String, TorchTensor> tensors(Map<?, ?> map) {
    Map<String, TorchTensor> tensors = new LinkedHashMap<>();
    map.forEach(
        (name, value) -> {
          if (name instanceof String key && value instanceof TorchTensor tensor) {
            tensors.put(key, tensor);
          }
        });
    return tensors;
  }

  private static Map<String, TorchTensor> strip(Map<String, TorchTensor> tensors) {
    Map<String, TorchTensor> stripped = tensors;
    for (String wrapper : WRAPPERS) {
      if (stripped.keySet().stream().allMatch(name -> name.startsWith(wrapper))) {
        Map<String, TorchTensor> shorter = new LinkedHashMap<>();
        stripped.forEach((name, tensor) -> shorter.put(name.substring(wrapper.length()), tensor));
        stripped = shorter;
      }
    }
    return Collections.unmodifiableMap(stripped);
  }

  private static String kind(Object root) {
    if (root instanceof Map<?, ?> map) {
      return map.isEmpty() ? "an empty dictionary" : "a dictionary without named tensors";
    }
    return PickleStack.describe(root);
  }
}
