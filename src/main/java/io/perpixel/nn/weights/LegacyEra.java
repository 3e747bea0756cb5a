package io.perpixel.nn.weights;

import static io.perpixel.nn.weights.TorchFormatException.DAMAGED;
import static io.perpixel.nn.weights.TorchFormatException.quote;

import java.io.IOException;
import java.math.BigInteger;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checkpoints before PyTorch 1.6: five pickles in a row (magic number, protocol version, system,
 * object, storage keys), then for each key the number of elements (int64) and the elements, little
 * endian.
 */
final class LegacyEra {
  private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
  private static final Long PROTOCOL = 1001L;
  private static final int COUNT_BYTES = 8;

  private final CheckpointSource source;
  private final TorchObjects objects;
  private long position;

  private LegacyEra(CheckpointSource source) {
    this.source = source;
    this.objects = new TorchObjects(source.name());
  }

  /**
   * A pickle of protocol 2 or later starts with PROTO, the magic number of protocol 1 with LONG.
   */
  static boolean recognises(byte[] head) {
    return head.length >= 2
        && ((head[0] & 0xff) == 0x80 && head[1] >= 2 && head[1] <= 5
            || head[0] == 'L' && head[1] >= '0' && head[1] <= '9');
  }

  static Object read(CheckpointSource source) throws IOException {
    return new LegacyEra(source).read();
  }

  private Object read() throws IOException {
    Object magic = pickle();
    if (!MAGIC.equals(magic)) {
      throw new TorchFormatException(
          source.name(),
          "found a pickle that does not begin with PyTorch's magic number",
          TorchFormatException.SAVE_STATE_DICT);
    }
    Object protocol = pickle();
    if (!PROTOCOL.equals(protocol)) {
      throw new TorchFormatException(
          source.name(), "found another protocol version; expected " + PROTOCOL, DAMAGED);
    }
    if (pickle() instanceof Map<?, ?> system && Boolean.FALSE.equals(system.get("little_endian"))) {
      throw new TorchFormatException(
          source.name(),
          "found a file of a big-endian machine",
          "Load it and save it again on a little-endian machine (x86, ARM).");
    }
    Object root = pickle();
    Object keys = pickle();
    placeAll(keys instanceof List<?> list ? list : List.of());
    return root;
  }

  private Object pickle() throws IOException {
    PickleInput input = new PickleInput(source, position, source.size());
    Object value = PickleMachine.load(input, objects);
    position = input.position();
    return value;
  }

  private void placeAll(List<?> keys) throws IOException {
    Set<String> missing = new LinkedHashSet<>(objects.storages().keySet());
    for (Object key : keys) {
      if (!(key instanceof String name) || !missing.remove(name)) {
        throw new TorchFormatException(
            source.name(),
            "found storage " + quote(String.valueOf(key)) + " twice or without a tensor",
            DAMAGED);
      }
      place(objects.storages().get(name));
    }
    if (!missing.isEmpty()) {
      throw new TorchFormatException(
          source.name(),
          "found no data for "
              + missing.size()
              + " storages, as "
              + quote(missing.iterator().next()),
          DAMAGED);
    }
  }

  private void place(TorchStorage storage) throws IOException {
    long count = new PickleInput(source, position, source.size()).i8();
    position += COUNT_BYTES;
    if (count != storage.size() || storage.bytes() > source.size() - position) {
      throw new TorchFormatException(
          source.name(),
          "found %d elements and %d bytes left for storage %s; expected %d elements of %d bytes"
              .formatted(
                  count,
                  source.size() - position,
                  quote(storage.key()),
                  storage.size(),
                  storage.dtype().bytes()),
          DAMAGED);
    }
    storage.place(source, position);
    position += storage.bytes();
  }
}
