package io.perpixel.notebook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A notebook of the repository.
 *
 * @param name its file's
 * @param json its content
 */
record NotebookFile(String name, JsonNode json) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /**
   * One cell.
   *
   * @param number from 1
   */
  record Cell(int number, boolean code, String source, JsonNode json) {}

  /** All of them, in order. */
  static List<NotebookFile> all() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("notebooks"))) {
      return files
          .filter(file -> file.toString().endsWith(".ipynb"))
          .sorted()
          .map(NotebookFile::read)
          .toList();
    }
  }

  private static NotebookFile read(Path file) {
    try {
      return new NotebookFile(file.getFileName().toString(), MAPPER.readTree(file.toFile()));
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": " + e.getMessage(), e);
    }
  }

  List<Cell> cells() {
    List<Cell> cells = new ArrayList<>();
    for (JsonNode cell : json.path("cells")) {
      StringBuilder source = new StringBuilder();
      cell.path("source").forEach(line -> source.append(line.asText()));
      boolean code = cell.path("cell_type").asText().equals("code");
      cells.add(new Cell(cells.size() + 1, code, source.toString(), cell));
    }
    return cells;
  }

  @Override
  public String toString() {
    return name;
  }
}
