package io.perpixel.nn.weights;

import java.util.List;

/**
 * A Python tuple. It has identity equality: comparing by content would let a few nested tuples,
 * each holding the one before twice, take exponential time as a dictionary key.
 */
final class PickleTuple {
  private final List<Object> items;

  PickleTuple(List<Object> items) {
    this.items = items;
  }

  List<Object> items() {
    return items;
  }
}
