package io.perpixel.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for the files of notebooks/ and their pages without running anything. */
class NotebookFilesTest {
  private static final long LARGEST_PAGE = 1_000_000;
  private static final long ALL_PAGES = 4_000_000;

  static List<NotebookFile> notebooks() throws IOException {
    return NotebookFile.all();
  }

  @Test
  void areThere() throws IOException {
    assertThat(notebooks()).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("notebooks")
  void areCommittedWithoutOutputs(NotebookFile notebook) {
    assertThat(notebook.cells()).isNotEmpty();
    for (NotebookFile.Cell cell : notebook.cells()) {
      String where = notebook + ", cell " + cell.number() + ": clear its outputs";
      if (cell.code()) {
        assertThat(cell.json().path("outputs")).as(where).isEmpty();
        assertThat(cell.json().path("execution_count").isNull()).as(where).isTrue();
      }
      assertThat(cell.json().path("metadata")).as(where).isEmpty();
    }
    assertThat(notebook.json().at("/metadata/kernelspec/name").asText()).isEqualTo("java");
  }

  @ParameterizedTest
  @MethodSource("notebooks")
  void haveNoMagicsAndBeginWithATitle(NotebookFile notebook) {
    assertThat(notebook.cells().get(0).source()).startsWith("# ");
    for (NotebookFile.Cell cell : notebook.cells()) {
      if (cell.code()) {
        assertThat(cell.source().lines())
            .as(notebook + ", cell " + cell.number())
            .noneMatch(line -> line.startsWith("%"));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("notebooks")
  void haveAPageThatSaysNothingOfTheMachine(NotebookFile notebook) throws IOException {
    Path page = Path.of("docs/notebooks", notebook.name().replace(".ipynb", ".html"));
    assertThat(page).as("make it with: notebooks/render notebooks/" + notebook).exists();
    assertThat(Files.size(page)).isLessThan(LARGEST_PAGE);
    String html = Files.readString(page);
    assertThat(html)
        .doesNotContain(Path.of("").toAbsolutePath().toString())
        .doesNotContain(System.getProperty("user.home") + "/")
        .doesNotContain("<div class=\"output_subarea output_text output_error\">");
  }

  @Test
  void pagesAreSmallTogether() throws IOException {
    long bytes = 0;
    for (NotebookFile notebook : notebooks()) {
      Path page = Path.of("docs/notebooks", notebook.name().replace(".ipynb", ".html"));
      bytes += Files.exists(page) ? Files.size(page) : 0;
    }
    assertThat(bytes).isLessThan(ALL_PAGES);
  }
}
