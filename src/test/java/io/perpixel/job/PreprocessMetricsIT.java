package io.perpixel.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.perpixel.report.Figures;
import io.perpixel.spark.SparkSessions;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What {@code preprocess} tells people at its end, and Prometheus meanwhile and after. */
class PreprocessMetricsIT extends PreprocessBase {
  /** Instead of the base's: a session with its UI, on any port. */
  @BeforeAll
  static void openWithUi() {
    spark.stop();
    spark =
        SparkSessions.open(
            "test",
            Map.of("spark.master", "local[2]", "spark.ui.enabled", "true", "spark.ui.port", "0"));
  }

  private void fill(int good, int empty) throws IOException {
    for (int i = 0; i < good; i++) {
      copyPhoto("in/%02d.png".formatted(i));
    }
    for (int i = 0; i < empty; i++) {
      Files.createFile(dir.resolve("in/empty-%d.png".formatted(i)));
    }
    Files.writeString(dir.resolve("in/text.png"), "text");
  }

  private static String get(String path) throws IOException, InterruptedException {
    URI uri = URI.create(spark.sparkContext().uiWebUrl().get() + path);
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(200);
    return response.body();
  }

  @Test
  void theSummaryNamesReasonsAndPlaces() throws IOException {
    fill(5, 2);
    assertThat(preprocess(options("images", "in", "--failure-budget", "0.5"))).isZero();
    long bytes = 5 * Files.size(dir.resolve("in/00.png")) + 4;
    assertThat(printed)
        .contains(
            "rows       8 read = 5 written + 3 rejected",
            "this run   8 images, " + Figures.bytes(bytes) + " read in",
            "rejected          2  decode: the file is empty",
            "1  decode: not a JPEG, PNG, GIF, BMP or WebP image",
            "table      file:" + dir + "/out (",
            "rejects    file:" + dir + "/out-rejects (3 rows)");
    copyPhoto("in/new.png");
    Files.delete(dir.resolve("in/empty-0.png"));
    assertThat(preprocess(options("images", "in", "--failure-budget", "0.5"))).isZero();
    assertThat(printed)
        .contains(
            "rows       8 read = 6 written + 2 rejected",
            "sources    7 carried over, 1 new, 0 changed, 1 deleted",
            "this run   1 images",
            "rejected          1  decode: not a JPEG");
    assertThat(printed.lines().count()).isLessThan(24);
  }

  /** Reads what Spark's servlet shows in the moment in which the command prints its summary. */
  private static final class AtSummary extends StringWriter {
    private String shown = "";

    @Override
    public void write(String text, int from, int length) {
      super.write(text, from, length);
      if (shown.isEmpty() && text.contains("rows  ")) {
        try {
          shown = get("/metrics/prometheus/");
        } catch (IOException | InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  @Test
  void sparksServletShowsTheFigures() throws Exception {
    fill(3, 1);
    AtSummary out = new AtSummary();
    List<String> args = new ArrayList<>(List.of("preprocess"));
    args.addAll(List.of(options("images", "in", "--failure-budget", "0.5")));
    int code =
        Perpixel.commandLine()
            .setOut(new PrintWriter(out, true))
            .execute(args.toArray(String[]::new));
    assertThat(code).isZero();
    assertThat(out.shown)
        .contains(
            "metrics_perpixel_driver_preprocess_rows_read_Value",
            "metrics_perpixel_driver_preprocess_rows_rejected_by_reason_decode_the_file_is_empty_Value",
            "metrics_perpixel_driver_preprocess_bytes_read_Value",
            "metrics_perpixel_driver_preprocess_run_seconds_Value",
            "metrics_perpixel_driver_preprocess_table_rows_Value");
    // The next command has its own.
    assertThat(get("/metrics/prometheus/")).doesNotContain("preprocess");
  }

  @Test
  void theFileHasTheFiguresOfTheRunAndOfTheLastSuccess() throws IOException {
    fill(3, 1);
    String file = dir + "/figures/preprocess.prom";
    String[] options = options("images", "in", "--failure-budget", "0.5", "--metrics", file);
    assertThat(preprocess(options)).isZero();
    String text = Files.readString(dir.resolve("figures/preprocess.prom"));
    String labels = "{command=\"preprocess\",output=\"" + dir + "/out\"";
    assertThat(text)
        .contains(
            "# TYPE perpixel_rows_read gauge\nperpixel_rows_read" + labels + "} 5\n",
            "perpixel_rows_rejected" + labels + "} 2\n",
            "perpixel_rows_rejected_by_reason" + labels,
            "reason=\"the file is empty\"",
            "perpixel_table_rows" + labels + "} 3\n",
            "perpixel_exit_code" + labels + "} 0\n")
        .containsPattern("perpixel_run_seconds.* [0-9.]+\n");
    String success =
        text.lines()
            .filter(line -> line.startsWith("perpixel_last_success_timestamp_seconds"))
            .findFirst()
            .orElseThrow();

    Files.writeString(dir.resolve("in/more.png"), "no image");
    Files.writeString(dir.resolve("in/most.png"), "no image");
    options[options.length - 3] = "0.1";
    assertThat(preprocess(options)).isEqualTo(3);
    assertThat(Files.readString(dir.resolve("figures/preprocess.prom")))
        .contains("perpixel_exit_code" + labels + "} 3\n", "perpixel_rows_read", success)
        .doesNotContain("perpixel_table_rows");
    assertThat(dir.resolve("figures").toFile().list()).hasSize(1);
  }

  @Test
  void aFileThatCannotBeWrittenDoesNotUndoTheTable() throws IOException {
    fill(3, 0);
    String[] options =
        options("images", "in", "--failure-budget", "0.5", "--metrics", dir + "/in/00.png/x.prom");
    assertThat(preprocess(options)).isZero();
    assertThat(rows("out")).hasSize(3);
  }
}
