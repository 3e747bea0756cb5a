package io.perpixel.notebook;

import io.perpixel.job.Perpixel;
import io.perpixel.palette.Palette;
import io.perpixel.palette.PaletteFile;
import io.perpixel.report.Run;
import io.perpixel.spark.Evaluation;
import io.perpixel.spark.ImageTable;
import io.perpixel.spark.ProcessLocale;
import io.perpixel.spark.SparkSessions;
import io.perpixel.train.Example;
import io.perpixel.train.History;
import io.perpixel.train.ModelFile;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What a notebook works with: a directory of its own, empty at the beginning, and perpixel's
 * commands, run in this process. Paths are relative to the project's directory, and so is what
 * commands print.
 *
 * <pre>{@code
 * Notebook book = Notebook.open("1-data");
 * book.run("describe --model colour-unet --input 1x32x32");
 * }</pre>
 */
public final class Notebook {
  /** Instead of the environment variable, for tests. */
  static final String SIZE_PROPERTY = "perpixel.notebook.size";

  /** Where the notebooks' directories are, for tests. */
  static final String DIRECTORY_PROPERTY = "perpixel.notebook.directory";

  private static final String DIRECTORY = "target/notebooks/work";

  private final Size size;
  private final Path directory;

  private Notebook(Size size, Path directory) {
    this.size = size;
    this.directory = directory;
  }

  /**
   * Begins a notebook: what an earlier run of it left is removed.
   *
   * @param name of its directory
   */
  public static Notebook open(String name) throws IOException {
    ProcessLocale.set();
    Size size = Size.of(System.getProperty(SIZE_PROPERTY, System.getenv(Size.VARIABLE)));
    Path parent = Path.of(System.getProperty(DIRECTORY_PROPERTY, DIRECTORY));
    Path directory = parent.resolve(size + "/" + name);
    if (Files.exists(directory)) {
      try (Stream<Path> old = Files.walk(directory)) {
        for (Path path : old.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
    Files.createDirectories(directory);
    System.out.printf("size %s%n", size);
    return new Notebook(size, directory);
  }

  /** How much is computed. */
  public Size size() {
    return size;
  }

  /** The value for the size. */
  public <T> T pick(T test, T small, T full) {
    return size.pick(test, small, full);
  }

  /** A path below this notebook's directory. */
  public String path(String name) {
    return directory.resolve(name).toString();
  }

  /** The content of a file below this notebook's directory, such as a picture of a run. */
  public byte[] bytes(String name) throws IOException {
    return Files.readAllBytes(directory.resolve(name));
  }

  /** As {@link #bytes}, text. */
  public String text(String name) throws IOException {
    return Files.readString(directory.resolve(name));
  }

  /**
   * Runs a command line and prints what it prints.
   *
   * @param line the command and its options, separated by white space
   * @return what it printed
   * @throws IllegalStateException with what it said, if it failed
   */
  public String run(String line) {
    String printed = quietly(line);
    System.out.print(printed);
    return printed;
  }

  /** As {@link #run}, printing nothing. */
  public String quietly(String line) {
    Said said = Said.by(line);
    if (said.code != 0) {
      throw new IllegalStateException(
          "perpixel %s%nended with exit code %d%n%s%n%s"
              .formatted(line, said.code, said.err, said.out));
    }
    return said.out;
  }

  /**
   * Runs a command line that fails, and prints what it says.
   *
   * @return the exit code
   * @throws IllegalStateException if it succeeds
   */
  public int failing(String line) {
    Said said = Said.by(line);
    if (said.code == 0) {
      throw new IllegalStateException("perpixel " + line + " was expected to fail, and did not");
    }
    System.out.printf("%sexit code %d%n", said.err, said.code);
    return said.code;
  }

  /**
   * Runs {@code train} in a run directory below this notebook's, and prints the last line of its
   * last epoch.
   *
   * @param name of the run directory, and of the run in pictures and tables
   * @param options of the command
   */
  public Run train(String name, String options) throws IOException {
    String line = "train %s --set run.directory=%s".formatted(options, path(name));
    String last =
        quietly(line)
            .lines()
            .filter(l -> l.startsWith("epoch") && l.contains("validation"))
            .reduce((first, second) -> second)
            .orElse("nothing to do");
    System.out.printf("%s: %s%n", name, last);
    return finished(name);
  }

  /** A run that {@link #train}, or {@code train --sweep}, left below this notebook's directory. */
  public Run finished(String name) throws IOException {
    Path history = directory.resolve(name).resolve("history.jsonl");
    return new Run(name, Map.of(), History.read(history).epochs());
  }

  /** The model of a run. */
  public ModelFile model(String run) throws IOException {
    return ModelFile.read(bytes(run + "/model.zip"), run + "/model.zip");
  }

  /** A palette artifact. */
  public Palette palette(String file) throws IOException {
    return PaletteFile.read(bytes(file), file);
  }

  /**
   * The first images of a split, by id.
   *
   * @param table any path
   */
  public List<Example> examples(String table, String split, int most) {
    Dataset<Row> rows = ImageTable.read(spark(), table);
    return Evaluation.examples(
            rows.filter(rows.col(ImageTable.SPLIT).equalTo(split)).sort(ImageTable.ID).limit(most))
        .collect();
  }

  /**
   * The newest table of labels that {@code train} has prepared in its {@code data.directory}.
   *
   * @throws IOException if there is none
   */
  public static String labels(String dataDirectory) throws IOException {
    try (Stream<Path> prepared = Files.walk(Path.of(dataDirectory), 2)) {
      return prepared
          .filter(path -> path.getFileName().toString().matches("labels-[0-9a-f]+"))
          .max(Comparator.comparingLong(path -> path.toFile().lastModified()))
          .orElseThrow(() -> new IOException("no table of labels in " + dataDirectory))
          .toString();
    }
  }

  /** Spark's session, which the commands use too. */
  public SparkSession spark() {
    return SparkSessions.open("perpixel notebook", Map.of("spark.ui.showConsoleProgress", "false"));
  }

  /**
   * What a command said.
   *
   * @param out to standard output, but for its progress, which depends on the machine
   * @param err of its failure
   */
  private record Said(int code, String out, String err) {
    static Said by(String line) {
      StringWriter out = new StringWriter();
      StringWriter err = new StringWriter();
      PrintStream console = System.out;
      System.setOut(new PrintStream(OutputStream.nullOutputStream()));
      try {
        int code =
            Perpixel.run(
                new PrintWriter(out, true), new PrintWriter(err, true), line.strip().split("\\s+"));
        return new Said(code, relative(out.toString()), relative(err.toString()));
      } finally {
        System.setOut(console);
      }
    }

    /**
     * Without this directory, which nobody else has, and this moment, which does not come again.
     */
    private static String relative(String printed) {
      String here = Path.of("").toAbsolutePath().toString();
      return printed
          .replace("file:" + here + "/", "")
          .replace(here + "/", "")
          .replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "(time)");
    }
  }
}
