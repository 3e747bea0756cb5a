package io.perpixel.spark;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A text file with one relative path a line. Unix and Windows line ends are taken, and a byte order
 * mark; empty lines at the end are passed over, but one between others is an error, since the lines
 * of two lists belong together by their number.
 *
 * @param name of the file
 * @param lines paths as written, without space around them
 */
record ListFile(String name, List<String> lines) {
  private static final long LONGEST = 1L << 28;

  /**
   * Reads one.
   *
   * @return empty if it is not there
   * @throws IllegalArgumentException if it is no such text; the message names file and line
   */
  static Optional<ListFile> read(Path directory, String name, Configuration conf)
      throws IOException {
    Path file = new Path(directory, name);
    if (!file.getFileSystem(conf).exists(file)) {
      return Optional.empty();
    }
    long bytes = file.getFileSystem(conf).getFileStatus(file).getLen();
    if (bytes > LONGEST) {
      throw new IllegalArgumentException(
          "%s has %d bytes, which is no list of paths".formatted(name, bytes));
    }
    return Optional.of(new ListFile(name, lines(name, HadoopFiles.read(file, conf))));
  }

  private static List<String> lines(String name, byte[] content) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(name + " is not UTF-8 text", e);
    }
    String withoutMark = text.startsWith("\uFEFF") ? text.substring(1) : text;
    List<String> lines = new ArrayList<>(withoutMark.lines().map(String::strip).toList());
    while (!lines.isEmpty() && lines.get(lines.size() - 1).isEmpty()) {
      lines.remove(lines.size() - 1);
    }
    int empty = lines.indexOf("");
    if (empty >= 0) {
      throw new IllegalArgumentException(
          "%s, line %d is empty: expected a relative path in each line".formatted(name, empty + 1));
    }
    return List.copyOf(lines);
  }

  int size() {
    return lines.size();
  }
}
