package io.perpixel.nn.weights;

import static io.perpixel.nn.weights.TorchFormatException.DAMAGED;
import static io.perpixel.nn.weights.TorchFormatException.SAVE_STATE_DICT;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The stack of a {@link PickleMachine}, whose every access says what it expects to find. */
final class PickleStack {
  /**
   * Opcodes run and items copied by one pickle: DeepLabv3's 676 tensors take 40,000. It bounds
   * memory to some hundred megabytes and time to a second or so.
   */
  static final int MOST_STEPS = 2_000_000;

  private final PickleInput in;
  private final List<Object> items = new ArrayList<>();
  private final List<Integer> marks = new ArrayList<>();
  private long steps;

  PickleStack(PickleInput in) {
    this.in = in;
  }

  PickleInput input() {
    return in;
  }

  /** Counts work against {@link #MOST_STEPS}. */
  void charge(long count) throws TorchFormatException {
    steps += count;
    if (steps > MOST_STEPS) {
      throw in.error(
          "found more than " + MOST_STEPS + " objects, which no set of weights needs",
          SAVE_STATE_DICT);
    }
  }

  void push(Object item) {
    items.add(item);
  }

  void mark() {
    marks.add(items.size());
  }

  Object pop() throws TorchFormatException {
    peek();
    return items.remove(items.size() - 1);
  }

  <T> T pop(Class<T> type) throws TorchFormatException {
    return cast(pop(), type);
  }

  Object peek() throws TorchFormatException {
    if (items.size() <= base()) {
      throw in.error("found an instruction without its operands", DAMAGED);
    }
    return items.get(items.size() - 1);
  }

  /** POP removes the topmost mark if that is what is on top. */
  void popOrUnmark() throws TorchFormatException {
    if (!marks.isEmpty() && items.size() == base()) {
      marks.remove(marks.size() - 1);
    } else {
      pop();
    }
  }

  /** Removes what was pushed since the last mark, and the mark. */
  List<Object> popToMark() throws TorchFormatException {
    if (marks.isEmpty()) {
      throw in.error("found the end of a container that has no beginning", DAMAGED);
    }
    List<Object> top = items.subList(marks.remove(marks.size() - 1), items.size());
    List<Object> copy = new ArrayList<>(top);
    top.clear();
    return copy;
  }

  PickleTuple tuple(int length) throws TorchFormatException {
    Object[] values = new Object[length];
    for (int i = length - 1; i >= 0; i--) {
      values[i] = pop();
    }
    return new PickleTuple(Arrays.asList(values));
  }

  @SuppressWarnings("unchecked") // the machine makes no other lists
  List<Object> peekList() throws TorchFormatException {
    return cast(peek(), List.class);
  }

  @SuppressWarnings("unchecked") // the machine makes no other maps
  Map<Object, Object> peekMap() throws TorchFormatException {
    return cast(peek(), Map.class);
  }

  @SuppressWarnings("unchecked") // the machine makes no other sets
  Set<Object> peekSet() throws TorchFormatException {
    return cast(peek(), Set.class);
  }

  /** Adds key, value, key, value, … in this order. */
  void putAll(Map<Object, Object> map, List<?> pairs) throws TorchFormatException {
    if (pairs.size() % 2 != 0) {
      throw in.error("found a dictionary key without its value", DAMAGED);
    }
    for (int i = 0; i < pairs.size(); i += 2) {
      map.put(key(pairs.get(i)), pairs.get(i + 1));
    }
  }

  void addAll(Set<Object> set, List<?> values) throws TorchFormatException {
    for (Object value : values) {
      set.add(key(value));
    }
  }

  <T> T cast(Object item, Class<T> type) throws TorchFormatException {
    if (!type.isInstance(item)) {
      throw in.error(
          "found %s; expected %s".formatted(describe(item), type.getSimpleName()), DAMAGED);
    }
    return type.cast(item);
  }

  /** As in Python, what can change cannot be a key: hashing it could take any amount of time. */
  private Object key(Object item) throws TorchFormatException {
    if (item instanceof List || item instanceof Map || item instanceof Set) {
      throw in.error("found " + describe(item) + " as a dictionary key", DAMAGED);
    }
    return item;
  }

  private int base() {
    return marks.isEmpty() ? 0 : marks.get(marks.size() - 1);
  }

  static String describe(Object item) {
    return item == null ? "None" : "a " + item.getClass().getSimpleName();
  }
}
