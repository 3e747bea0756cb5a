package io.perpixel.manifest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which split each file of a directory belongs to, by the directory that it is in or by list files
 * with one relative path a line. Of directories within each other the inner one counts.
 */
final class Splits {
  private static final Pattern RULE = Pattern.compile("([A-Za-z][A-Za-z0-9_-]*)=(.+)");
  private static final int LONGEST_LIST = 1 << 28;

  private final Map<String, String> directories = new LinkedHashMap<>();
  private final Map<String, Long> lists = new HashMap<>();
  private final Map<String, Listed> listed = new HashMap<>();
  private final Set<String> used = new HashSet<>();

  private record Listed(String split, String where) {}

  private Splits() {}

  /**
   * Reads rules.
   *
   * @param rules each {@code SPLIT=PATH}, the path below {@code data}; {@code val} is {@code
   *     validation}
   * @throws IllegalArgumentException if one is no rule, names nothing, or contradicts another
   */
  static Splits of(Iterable<String> rules, Destination data) throws IOException {
    Splits splits = new Splits();
    for (String rule : rules) {
      Matcher matcher = RULE.matcher(rule);
      if (!matcher.matches()) {
        throw new IllegalArgumentException(
            "'%s' is no rule: expected SPLIT=DIRECTORY or SPLIT=LIST.txt".formatted(rule));
      }
      String split = matcher.group(1).equals("val") ? "validation" : matcher.group(1);
      splits.add(split, normal(matcher.group(2)), data);
    }
    return splits;
  }

  private void add(String split, String path, Destination data) throws IOException {
    if (!data.list(path).isEmpty()) {
      addDirectory(split, path.isEmpty() ? "" : path + "/");
      return;
    }
    Optional<InputStream> stream = data.open(path);
    if (stream.isEmpty()) {
      throw new IllegalArgumentException(
          "'%s' is no directory with files and no list in %s".formatted(path, data));
    }
    byte[] content;
    try (InputStream in = stream.get()) {
      content = in.readNBytes(LONGEST_LIST + 1);
    }
    if (content.length > LONGEST_LIST) {
      throw new IllegalArgumentException(path + " is too long for a list of paths");
    }
    addList(split, path, text(path, content));
  }

  private void addDirectory(String split, String directory) {
    String before = directories.putIfAbsent(directory, split);
    if (before != null && !before.equals(split)) {
      throw new IllegalArgumentException(
          "%s is to be %s, and %s: expected one split for each directory"
              .formatted(shown(directory), before, split));
    }
  }

  private static String shown(String directory) {
    return directory.isEmpty() ? "the directory itself" : directory;
  }

  private static String text(String path, byte[] content) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(path + " is not UTF-8 text: expected a list of paths", e);
    }
  }

  private void addList(String split, String list, String text) {
    long number = 0;
    for (String line : text.lines().map(String::strip).toList()) {
      number++;
      if (line.isEmpty()) {
        continue;
      }
      lists.merge(list, 1L, Long::sum);
      String where = "%s, line %d".formatted(list, number);
      Listed before = listed.putIfAbsent(normal(line), new Listed(split, where));
      if (before != null && !before.split().equals(split)) {
        throw new IllegalArgumentException(
            "%s: '%s' is to be %s, and %s in %s"
                .formatted(where, line, split, before.split(), before.where()));
      }
    }
  }

  /** Windows tools write backslashes, others a dot before; a dot alone is the whole directory. */
  private static String normal(String path) {
    String plain = path.replace('\\', '/').replaceFirst("^(\\./)+", "").replaceFirst("/+$", "");
    return plain.equals(".") ? "" : plain;
  }

  /** The split of a file, if it belongs to one. */
  Optional<String> of(String file) {
    Listed inList = listed.get(file);
    if (inList != null) {
      used.add(file);
      return Optional.of(inList.split());
    }
    Optional<String> directory =
        directories.keySet().stream()
            .filter(file::startsWith)
            .reduce((a, b) -> a.length() < b.length() ? b : a);
    directory.ifPresent(used::add);
    return directory.map(directories::get);
  }

  /** How many paths a list file has; empty if it is none. */
  Optional<Long> lines(String file) {
    return Optional.ofNullable(lists.get(file));
  }

  /**
   * Makes sure that every rule has met a file.
   *
   * @throws IllegalArgumentException if one has not; that is a misspelt path
   */
  void requireUsed() {
    for (String directory : directories.keySet()) {
      if (!used.contains(directory)) {
        throw new IllegalArgumentException("no data file is in " + shown(directory));
      }
    }
    listed.forEach(
        (file, entry) -> {
          if (!used.contains(file)) {
            throw new IllegalArgumentException(
                "%s: '%s' names no data file".formatted(entry.where(), FileNames.shown(file)));
          }
        });
  }
}
