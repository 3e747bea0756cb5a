package io.perpixel.spark;

import io.perpixel.image.TargetKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.io.IOUtils;

/**
 * The samples of one shard, in its order: neighbouring entries with one key. Read as they are asked
 * for, one in memory at a time. What cannot be read becomes an item that says so; after damage to
 * the archive itself one more item, named like the shard, stands for all that might have followed.
 * The reader is closed at the end.
 */
final class TarSamples implements Iterator<TarSamples.Sample> {
  private static final int LONGEST_LABEL = 20;

  private final String shard;
  private final TarReader reader;
  private final Deque<Sample> ready = new ArrayDeque<>();
  private final Set<String> keys = new HashSet<>();
  private Builder building;
  private boolean ended;

  TarSamples(String shard, TarReader reader) {
    this.shard = shard;
    this.reader = reader;
  }

  /**
   * A sample, not decoded yet.
   *
   * @param id of its row
   * @param image file
   * @param target file, or null
   * @param kind of the target as its name says, or null
   * @param label class, or null
   * @param problem why it cannot be used, or null
   * @param stage where that was found
   */
  record Sample(
      String id,
      byte[] image,
      byte[] target,
      TargetKind kind,
      Integer label,
      String problem,
      String stage) {
    static Sample broken(String id, String stage, String problem) {
      return new Sample(id, null, null, null, null, problem, stage);
    }
  }

  /** One sample while its entries come. */
  private final class Builder {
    private final String key;
    private final Map<TarField.Role, byte[]> fields = new EnumMap<>(TarField.Role.class);
    private TargetKind kind;
    private String problem;

    Builder(String key) {
      this.key = key;
    }

    void add(TarField field, TarReader.Entry entry) {
      if (problem != null || field.role() == TarField.Role.OTHER && entry.problem() == null) {
        return;
      }
      problem = entry.problem();
      if (problem == null && fields.put(field.role(), entry.content()) != null) {
        problem = "it has more than one " + field.role().name().toLowerCase(Locale.ROOT);
      }
      kind = field.kind().orElse(kind);
    }

    /** Null if its entries are of no interest, such as a read-me. */
    Sample build() {
      String id = shard + "/" + key;
      if (problem == null && fields.isEmpty()) {
        return null;
      }
      if (!keys.add(key)) {
        return Sample.broken(id, "pair", "its name occurs twice in the shard, in two places");
      }
      if (problem != null) {
        return Sample.broken(id, "read", problem);
      }
      byte[] image = fields.get(TarField.Role.IMAGE);
      if (image == null) {
        return Sample.broken(id, "pair", "it has no image (.jpg, .png, …)");
      }
      byte[] text = fields.get(TarField.Role.LABEL);
      Integer label = null;
      if (text != null) {
        Optional<Integer> number = number(text);
        if (number.isEmpty()) {
          return Sample.broken(id, "pair", "its .cls is no class number");
        }
        label = number.get();
      }
      return new Sample(id, image, fields.get(TarField.Role.TARGET), kind, label, null, null);
    }
  }

  private static Optional<Integer> number(byte[] text) {
    String digits = new String(text, StandardCharsets.UTF_8).strip();
    try {
      int number = digits.length() > LONGEST_LABEL ? -1 : Integer.parseInt(digits);
      return number < 0 ? Optional.empty() : Optional.of(number);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && !ended) {
      advance();
    }
    return !ready.isEmpty();
  }

  @Override
  public Sample next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.remove();
  }

  private void advance() {
    try {
      TarReader.Entry entry = reader.next(TarSamples::isWanted);
      if (entry == null) {
        finish();
        end();
        return;
      }
      Optional<TarField> field = TarField.of(entry.name());
      if (field.isEmpty()) {
        if (entry.problem() != null) {
          finish();
          ready.add(Sample.broken(shard + "/" + entry.name(), "read", entry.problem()));
        }
        return;
      }
      if (building == null || !building.key.equals(field.get().key())) {
        finish();
        building = new Builder(field.get().key());
      }
      building.add(field.get(), entry);
    } catch (IOException e) {
      end();
      if (building != null) {
        ready.add(
            Sample.broken(
                shard + "/" + building.key,
                "read",
                "the shard breaks off in it or right behind it"));
      }
      ready.add(
          Sample.broken(
              shard,
              "read",
              "the shard is not read to its end, after %d samples: %s"
                  .formatted(keys.size(), e.getMessage())));
    }
  }

  /** Everything was read: how closing ends does not matter any more. */
  private void end() {
    ended = true;
    IOUtils.closeStream(reader);
  }

  private void finish() {
    Sample sample = building == null ? null : building.build();
    building = null;
    if (sample != null) {
      ready.add(sample);
    }
  }

  private static boolean isWanted(String name) {
    return TarField.of(name).filter(field -> field.role() != TarField.Role.OTHER).isPresent();
  }
}
