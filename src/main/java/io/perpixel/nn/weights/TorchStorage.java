package io.perpixel.nn.weights;

import java.io.IOException;

/**
 * A flat run of elements that tensors are views of. The pickle names storages before their place in
 * the file is known (in the legacy era their bytes follow it), hence {@link #place}.
 */
final class TorchStorage {
  private final String key;
  private final TorchDtype dtype;
  private final long size;
  private final TorchStorage root;
  private final long rootOffset;
  private CheckpointSource source;
  private long position;

  /** A storage of {@code size} elements. */
  TorchStorage(String key, TorchDtype dtype, long size) {
    this(key, dtype, size, null, 0);
  }

  /**
   * A legacy storage view: {@code size} elements of {@code root} from element {@code offset} on.
   */
  TorchStorage(String key, TorchDtype dtype, long size, TorchStorage root, long offset) {
    this.key = key;
    this.dtype = dtype;
    this.size = size;
    this.root = root;
    this.rootOffset = offset;
  }

  String key() {
    return key;
  }

  TorchDtype dtype() {
    return dtype;
  }

  /** Number of elements. */
  long size() {
    return size;
  }

  /** Number of bytes, which no file reaches where it overflows. */
  long bytes() {
    return size > Long.MAX_VALUE / dtype.bytes() ? Long.MAX_VALUE : size * dtype.bytes();
  }

  void place(CheckpointSource source, long position) {
    this.source = source;
    this.position = position;
  }

  /** Reads {@code count} elements from element {@code start} on; the caller keeps to the bounds. */
  byte[] read(long start, long count) throws IOException {
    if (root != null) {
      return root.read(rootOffset + start, count);
    }
    if (count > (Integer.MAX_VALUE - 8) / dtype.bytes()) {
      throw new TorchFormatException(
          source.name(),
          "found a view that spans %d elements of storage %s, more than a Java array holds"
              .formatted(count, TorchFormatException.quote(key)),
          "Save tensors that are contiguous: tensor.contiguous().");
    }
    byte[] bytes = new byte[(int) count * dtype.bytes()];
    source.read(position + start * dtype.bytes(), bytes, 0, bytes.length);
    return bytes;
  }
}
