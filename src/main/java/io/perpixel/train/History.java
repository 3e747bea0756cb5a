package io.perpixel.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * The epochs of one run in order: {@code history.jsonl}, one JSON object a line.
 *
 * <p>Immutable. The file is small (some 200 bytes an epoch), so it is rewritten whole instead of
 * appended to: object stores cannot append, and a reader never sees half of it.
 */
public final class History {
  private static final History EMPTY = new History(List.of(), Optional.empty());

  private final List<EpochRecord> epochs;
  private final Optional<String> warning;

  private History(List<EpochRecord> epochs, Optional<String> warning) {
    this.epochs = List.copyOf(epochs);
    this.warning = warning;
  }

  /** A run that has not finished an epoch yet. */
  public static History empty() {
    return EMPTY;
  }

  /**
   * A history of these epochs.
   *
   * @throws IllegalArgumentException if their numbers do not increase
   */
  public static History of(List<EpochRecord> epochs) {
    History history = EMPTY;
    for (EpochRecord epoch : epochs) {
      history = history.with(epoch);
    }
    return history;
  }

  /** The finished epochs, oldest first. */
  public List<EpochRecord> epochs() {
    return epochs;
  }

  /** What {@link #parse} had to leave out: a last line that a crash cut short. */
  public Optional<String> warning() {
    return warning;
  }

  /**
   * This history and one more epoch.
   *
   * @throws IllegalArgumentException if the epoch does not come after the last one
   */
  public History with(EpochRecord next) {
    if (!epochs.isEmpty() && next.epoch() <= last().epoch()) {
      throw new IllegalArgumentException(
          "epoch " + next.epoch() + " cannot follow epoch " + last().epoch());
    }
    List<EpochRecord> longer = new ArrayList<>(epochs);
    longer.add(next);
    return new History(longer, warning);
  }

  /** The record of an epoch; the newest one if that is not here. */
  public EpochRecord at(int epoch) {
    return epochs.stream().filter(e -> e.epoch() == epoch).findFirst().orElseGet(this::last);
  }

  /** The epochs up to and including {@code epoch}: where a run that resumes takes up again. */
  public History upTo(int epoch) {
    return new History(epochs.stream().filter(e -> e.epoch() <= epoch).toList(), Optional.empty());
  }

  /**
   * The median of {@code value} over the last {@code count} epochs (over all, if there are fewer),
   * leaving out NaN; NaN if nothing remains. Single epochs scatter by several points; this is the
   * figure to compare runs by.
   */
  public double medianOfLast(int count, ToDoubleFunction<EpochRecord> value) {
    List<EpochRecord> tail = epochs.subList(Math.max(0, epochs.size() - count), epochs.size());
    return median(tail, value);
  }

  /** The median of {@code value} over {@code epochs} without NaN; NaN if nothing remains. */
  public static double median(List<EpochRecord> epochs, ToDoubleFunction<EpochRecord> value) {
    return Median.of(epochs.stream().mapToDouble(value).filter(v -> !Double.isNaN(v)).toArray());
  }

  /** The file's content, UTF-8, every line closed by a line feed. */
  public byte[] toBytes() {
    StringBuilder lines = new StringBuilder();
    epochs.forEach(epoch -> lines.append(epoch.toJson()).append('\n'));
    return lines.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Reads a local file; see {@link #parse}. */
  public static History read(Path file) throws IOException {
    return parse(Files.readAllBytes(file), file.toString());
  }

  /**
   * Reads {@code history.jsonl}. A last line without its line feed that is no JSON object was cut
   * short by a crash (some tools append): it is left out and {@link #warning()} says so. Anything
   * else that is wrong means that the file was damaged or edited, and is refused.
   *
   * @param source the file's name, for messages
   * @throws IOException naming source and line
   */
  public static History parse(byte[] content, String source) throws IOException {
    String text = new String(content, StandardCharsets.UTF_8);
    List<String> lines = Arrays.asList(text.split("\n", -1));
    History history = EMPTY;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      boolean unfinished = i == lines.size() - 1;
      if (line.isBlank()) {
        continue;
      }
      String where = source + ", line " + (i + 1);
      try {
        JsonNode json = Json.MAPPER.readTree(line);
        history = history.with(EpochRecord.fromJson(json));
      } catch (JsonProcessingException e) {
        if (!unfinished) {
          throw new IOException(where + ": not a JSON object: " + e.getOriginalMessage(), e);
        }
        String warning =
            where + ": incomplete (" + line.length() + " characters, no line end); left out";
        return new History(history.epochs, Optional.of(warning));
      } catch (IllegalArgumentException e) {
        throw new IOException(where + ": " + e.getMessage(), e);
      }
    }
    return history;
  }

  /** The newest epoch; there must be one. */
  public EpochRecord last() {
    return epochs.get(epochs.size() - 1);
  }
}
