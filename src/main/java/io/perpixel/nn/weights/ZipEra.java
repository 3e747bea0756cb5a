package io.perpixel.nn.weights;

import static io.perpixel.nn.weights.TorchFormatException.DAMAGED;
import static io.perpixel.nn.weights.TorchFormatException.SAVE_STATE_DICT;
import static io.perpixel.nn.weights.TorchFormatException.quote;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Checkpoints since PyTorch 1.6: a zip archive with {@code <prefix>/data.pkl} and each storage as
 * {@code <prefix>/data/<key>}.
 */
final class ZipEra {
  private static final String PICKLE = "/data.pkl";

  private ZipEra() {}

  static boolean recognises(byte[] head) {
    return head.length >= 4 && head[0] == 'P' && head[1] == 'K' && head[2] == 3 && head[3] == 4;
  }

  static Object read(CheckpointSource source) throws IOException {
    Map<String, ZipEntry> entries = ZipDirectory.read(source);
    String prefix = prefix(source, entries);
    refuseBigEndian(source, entries.get(prefix + "/byteorder"));
    ZipEntry entry = entries.get(prefix + PICKLE);
    if (entry.size() > PickleInput.MOST_BYTES) {
      throw new TorchFormatException(
          source.name(),
          "found a data.pkl of %d bytes; expected up to %d"
              .formatted(entry.size(), PickleInput.MOST_BYTES),
          SAVE_STATE_DICT);
    }
    ZipEntry.Region pickle = entry.open();
    TorchObjects objects = new TorchObjects(source.name());
    Object root =
        PickleMachine.load(
            new PickleInput(pickle.source(), pickle.start(), pickle.start() + pickle.size()),
            objects);
    for (TorchStorage storage : objects.storages().values()) {
      place(source, storage, entries.get(prefix + "/data/" + storage.key()));
    }
    return root;
  }

  private static String prefix(CheckpointSource source, Map<String, ZipEntry> entries)
      throws IOException {
    List<String> pickles =
        entries.keySet().stream()
            .filter(n -> n.endsWith(PICKLE) && n.indexOf('/') == n.length() - PICKLE.length())
            .toList();
    if (pickles.size() != 1) {
      throw new TorchFormatException(
          source.name(),
          "found a zip archive with "
              + (pickles.isEmpty() ? "no" : pickles.size())
              + " entries like name/data.pkl; a checkpoint has one",
          "Give the .pth file itself, not an archive that holds it.");
    }
    String prefix = pickles.get(0).substring(0, pickles.get(0).length() - PICKLE.length());
    if (entries.containsKey(prefix + "/constants.pkl")) {
      throw new TorchFormatException(source.name(), "found a TorchScript program", SAVE_STATE_DICT);
    }
    return prefix;
  }

  private static void refuseBigEndian(CheckpointSource source, ZipEntry byteOrder)
      throws IOException {
    if (byteOrder == null) {
      return; // before PyTorch 2.0, when all were little endian
    }
    ZipEntry.Region region = byteOrder.open();
    byte[] word = new byte[(int) Math.min(region.size(), 16)];
    region.source().read(region.start(), word, 0, word.length);
    String order = new String(word, StandardCharsets.US_ASCII);
    if (!order.equals("little")) {
      throw new TorchFormatException(
          source.name(),
          "found byte order " + quote(order) + "; expected 'little'",
          "Load it and save it again on a little-endian machine (x86, ARM).");
    }
  }

  private static void place(CheckpointSource source, TorchStorage storage, ZipEntry entry)
      throws IOException {
    if (entry == null) {
      throw new TorchFormatException(
          source.name(), "found no entry for storage " + quote(storage.key()), DAMAGED);
    }
    // Checked before the entry is opened, because opening may unpack it.
    if (entry.size() / storage.dtype().bytes() != storage.size()) {
      throw new TorchFormatException(
          source.name(),
          "found %d bytes for storage %s; expected %d elements of %d bytes"
              .formatted(
                  entry.size(), quote(storage.key()), storage.size(), storage.dtype().bytes()),
          DAMAGED);
    }
    ZipEntry.Region region = entry.open();
    storage.place(region.source(), region.start());
  }
}
