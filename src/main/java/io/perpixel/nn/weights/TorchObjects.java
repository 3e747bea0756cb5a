package io.perpixel.nn.weights;

import static io.perpixel.nn.weights.TorchFormatException.DAMAGED;
import static io.perpixel.nn.weights.TorchFormatException.SAVE_STATE_DICT;
import static io.perpixel.nn.weights.TorchFormatException.quote;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Everything that a checkpoint may build: tensors, parameters, ordered dictionaries, sets, sizes
 * and devices. The list is closed; any other name ends the reading.
 */
final class TorchObjects implements PickleMachine.Builder {

  private enum Function {
    ORDERED_DICT,
    SET,
    SIZE,
    DEVICE,
    REBUILD_TENSOR,
    REBUILD_PARAMETER
  }

  private static final Map<String, Function> FUNCTIONS =
      Map.of(
          "collections.OrderedDict", Function.ORDERED_DICT,
          "builtins.set", Function.SET,
          "__builtin__.set", Function.SET,
          "torch.Size", Function.SIZE,
          "torch.device", Function.DEVICE,
          // Before PyTorch 0.4 without the last two arguments.
          "torch._utils._rebuild_tensor", Function.REBUILD_TENSOR,
          "torch._utils._rebuild_tensor_v2", Function.REBUILD_TENSOR,
          "torch._utils._rebuild_parameter", Function.REBUILD_PARAMETER);

  private final Map<String, TorchStorage> storages = new LinkedHashMap<>();
  private final String file;

  TorchObjects(String file) {
    this.file = file;
  }

  /** The storages that tensors refer to, by key; views of storages are not among them. */
  Map<String, TorchStorage> storages() {
    return storages;
  }

  @Override
  public Object global(String module, String name, PickleInput at) throws IOException {
    String qualified = module + "." + name;
    if (FUNCTIONS.containsKey(qualified)) {
      return FUNCTIONS.get(qualified);
    }
    if (module.equals("torch")) {
      Optional<TorchDtype> dtype = TorchDtype.ofStorageClass(name);
      if (dtype.isPresent()) {
        return dtype.get();
      }
    }
    throw at.error(
        "found " + quote(qualified) + ", which is not among the names that weights may use",
        "It was not run. " + SAVE_STATE_DICT);
  }

  @Override
  public Object call(Object callable, PickleTuple tuple, PickleStack stack) throws IOException {
    List<Object> arguments = tuple.items();
    return switch (stack.cast(callable, Function.class)) {
      case ORDERED_DICT -> orderedDict(arguments, stack);
      case SET -> set(arguments, stack);
      case SIZE -> argument(arguments, 0, PickleTuple.class, stack);
      case DEVICE -> argument(arguments, 0, String.class, stack);
      case REBUILD_TENSOR -> tensor(arguments, stack);
      case REBUILD_PARAMETER -> argument(arguments, 0, TorchTensor.class, stack);
    };
  }

  /**
   * An OrderedDict carries attributes ({@code _metadata} of a state_dict); they hold no weights.
   */
  @Override
  public void build(Object target, Object state, PickleInput at) throws IOException {
    if (!(target instanceof Map) || !(state instanceof Map)) {
      throw at.error(
          "found attributes set on " + PickleStack.describe(target) + "; expected an OrderedDict",
          SAVE_STATE_DICT);
    }
  }

  /** {@code ('storage', type, key, location, size)}; in the legacy era a view or None follows. */
  @Override
  public Object persistent(Object id, PickleInput at) throws IOException {
    List<Object> fields = id instanceof PickleTuple tuple ? tuple.items() : List.of();
    if (fields.size() > 1 && "module".equals(fields.get(0))) {
      throw at.error("found a whole model, which is Python code", SAVE_STATE_DICT);
    }
    if (fields.size() < 5
        || !"storage".equals(fields.get(0))
        || !(fields.get(1) instanceof TorchDtype dtype)
        || !(fields.get(2) instanceof String key)
        || !(fields.get(4) instanceof Long size)
        || size < 0) {
      throw at.error(
          "found a reference to something outside that is no storage;"
              + " expected ('storage', type, key, location, size)",
          DAMAGED);
    }
    TorchStorage storage = storages.computeIfAbsent(key, k -> new TorchStorage(k, dtype, size));
    if (storage.dtype() != dtype || storage.size() != size) {
      throw at.error(
          "found storage %s as %d elements of %s, but earlier as %d of %s"
              .formatted(quote(key), size, dtype, storage.size(), storage.dtype()),
          DAMAGED);
    }
    return fields.size() > 5 && fields.get(5) != null ? view(storage, fields.get(5), at) : storage;
  }

  private static TorchStorage view(TorchStorage root, Object view, PickleInput at)
      throws IOException {
    List<Object> fields = view instanceof PickleTuple tuple ? tuple.items() : List.of();
    if (fields.size() != 3
        || !(fields.get(0) instanceof String key)
        || !(fields.get(1) instanceof Long offset)
        || !(fields.get(2) instanceof Long size)
        || offset < 0
        || size < 0
        || offset > root.size()
        || size > root.size() - offset) {
      throw at.error("found a storage view that does not fit its storage", DAMAGED);
    }
    return new TorchStorage(key, root.dtype(), size, root, offset);
  }

  private TorchTensor tensor(List<Object> arguments, PickleStack stack) throws IOException {
    refuseLazyBits(arguments, stack.input());
    return TensorBounds.view(
        file,
        argument(arguments, 0, TorchStorage.class, stack),
        argument(arguments, 1, Long.class, stack),
        longs(argument(arguments, 2, PickleTuple.class, stack), stack),
        longs(argument(arguments, 3, PickleTuple.class, stack), stack));
  }

  /**
   * A tensor may carry a mark that its values are to be negated or conjugated when they are read.
   */
  private static void refuseLazyBits(List<Object> arguments, PickleInput at) throws IOException {
    if (arguments.size() > 6
        && arguments.get(6) instanceof Map<?, ?> metadata
        && (Boolean.TRUE.equals(metadata.get("neg"))
            || Boolean.TRUE.equals(metadata.get("conj")))) {
      throw at.error(
          "found a tensor that is negated or conjugated on reading",
          "Save it resolved: tensor.resolve_neg() or tensor.resolve_conj().");
    }
  }

  /** Python 3 makes it empty and sets items later; Python 2 passes a list of pairs. */
  private static Map<Object, Object> orderedDict(List<Object> arguments, PickleStack stack)
      throws IOException {
    Map<Object, Object> map = new LinkedHashMap<>();
    if (!arguments.isEmpty()) {
      List<?> pairs = argument(arguments, 0, List.class, stack);
      stack.charge(pairs.size());
      for (Object pair : pairs) {
        List<?> items = pair instanceof PickleTuple tuple ? tuple.items() : null;
        if (items == null) {
          items = stack.cast(pair, List.class);
        }
        if (items.size() != 2) {
          throw stack.input().error("found a pair of " + items.size() + " items", DAMAGED);
        }
        stack.putAll(map, items);
      }
    }
    return map;
  }

  private static Set<Object> set(List<Object> arguments, PickleStack stack) throws IOException {
    Set<Object> set = new LinkedHashSet<>();
    if (!arguments.isEmpty()) {
      List<?> items = argument(arguments, 0, List.class, stack);
      stack.charge(items.size());
      stack.addAll(set, items);
    }
    return set;
  }

  private static long[] longs(PickleTuple tuple, PickleStack stack) throws IOException {
    stack.charge(tuple.items().size());
    long[] values = new long[tuple.items().size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = argument(tuple.items(), i, Long.class, stack);
    }
    return values;
  }

  private static <T> T argument(List<Object> all, int i, Class<T> type, PickleStack stack)
      throws IOException {
    if (i >= all.size()) {
      throw stack.input().error("found " + all.size() + " arguments; expected more", DAMAGED);
    }
    return stack.cast(all.get(i), type);
  }
}
