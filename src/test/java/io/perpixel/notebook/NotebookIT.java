package io.perpixel.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import io.perpixel.spark.SparkSessions;
import io.perpixel.testing.LocalSpark;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import jdk.jshell.Diag;
import jdk.jshell.EvalException;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every cell of every notebook, at the smallest size, by the JDK's own shell. */
class NotebookIT {
  @TempDir static Path directory;

  static List<NotebookFile> notebooks() throws IOException {
    return NotebookFile.all();
  }

  @BeforeAll
  static void open() {
    System.setProperty(Notebook.SIZE_PROPERTY, Size.TEST.toString());
    System.setProperty(Notebook.DIRECTORY_PROPERTY, directory.toString());
    LocalSpark.open();
  }

  @AfterAll
  static void close() {
    Display.toConsole();
    System.clearProperty(Notebook.SIZE_PROPERTY);
    System.clearProperty(Notebook.DIRECTORY_PROPERTY);
    SparkSessions.stop();
  }

  @ParameterizedTest
  @MethodSource("notebooks")
  void cellsRunAndShow(NotebookFile notebook) throws IOException {
    List<Display.Shown> shown = new ArrayList<>();
    Display.to(shown::add);
    PrintStream console = System.out;
    System.setOut(new PrintStream(OutputStream.nullOutputStream()));
    try {
      run(notebook);
    } finally {
      System.setOut(console);
    }
    List<byte[]> pictures = shown.stream().flatMap(s -> s.png().stream()).toList();
    assertThat(pictures).as(notebook + " shows pictures").isNotEmpty();
    for (byte[] png : pictures) {
      assertThat(isBlank(png)).as(notebook + ": a picture is of one colour").isFalse();
    }
  }

  private static void run(NotebookFile notebook) {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    try (JShell shell =
        JShell.builder()
            .executionEngine("local")
            .compilerOptions("-classpath", classPath)
            .build()) {
      for (NotebookFile.Cell cell : notebook.cells()) {
        if (cell.code()) {
          run(shell, cell.source(), "%s, cell %d".formatted(notebook, cell.number()));
        }
      }
    }
  }

  /** A cell is as many snippets as the shell finds in it. */
  private static void run(JShell shell, String cell, String where) {
    for (String rest = cell; !rest.isBlank(); ) {
      CompletionInfo next = shell.sourceCodeAnalysis().analyzeCompletion(rest);
      assertThat(next.completeness().isComplete())
          .as("%s does not end, or does not parse:%n%s", where, rest)
          .isTrue();
      for (SnippetEvent event : shell.eval(next.source())) {
        String failure = failure(shell, event);
        assertThat(failure).as("%s:%n%s", where, next.source()).isEmpty();
      }
      rest = next.remaining();
    }
  }

  /** What went wrong; empty if nothing did. */
  private static String failure(JShell shell, SnippetEvent event) {
    if (event.exception() instanceof EvalException e) {
      String trace =
          List.of(e.getStackTrace()).stream()
              .limit(12)
              .map(StackTraceElement::toString)
              .collect(Collectors.joining("\n  at "));
      return "%s: %s%n  at %s".formatted(e.getExceptionClassName(), e.getMessage(), trace);
    }
    if (event.exception() != null) {
      return event.exception().toString();
    }
    if (event.status() != Snippet.Status.VALID) {
      String problems =
          shell
              .diagnostics(event.snippet())
              .map((Diag problem) -> problem.getMessage(Locale.ROOT))
              .collect(Collectors.joining("\n"));
      return event.status() + " " + problems;
    }
    return "";
  }

  private static boolean isBlank(byte[] png) throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    int first = image.getRGB(0, 0);
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        if (image.getRGB(x, y) != first) {
          return false;
        }
      }
    }
    return true;
  }
}
