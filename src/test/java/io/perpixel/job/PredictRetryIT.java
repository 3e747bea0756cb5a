package io.perpixel.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.perpixel.image.Layout;
import io.perpixel.image.Png;
import io.perpixel.image.Raster;
import io.perpixel.spark.SparkSessions;
import io.perpixel.testing.CrashingFileSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code predict} where tasks fail and are tried again. */
class PredictRetryIT extends InferenceBase {
  @BeforeEach
  void open() {
    SparkSessions.open(
        "test",
        Map.of(
            // One task at a time, up to four tries each.
            "spark.master", "local[1,4]",
            "spark.sql.shuffle.partitions", "2",
            "spark.ui.showConsoleProgress", "false",
            "spark.hadoop.fs.crash.impl", CrashingFileSystem.class.getName()));
  }

  @AfterEach
  void close() {
    CrashingFileSystem.repair();
    SparkSessions.stop();
  }

  @Test
  void aTaskThatIsTriedAgainLeavesTheSamePicturesAndNothingElse() throws IOException {
    Path model = directory.resolve("m.zip");
    importGolden("unet", "state.pth", model, "--palette", paletteFile(randomPalette(6, 5), "p"));
    Random random = new Random(1);
    for (int i = 0; i < 6; i++) {
      byte[] rgb = new byte[3 * 8 * 8];
      random.nextBytes(rgb);
      Path folder = Files.createDirectories(directory.resolve("images/" + i % 2));
      Files.write(folder.resolve(i + ".png"), Png.encode(Raster.uint8(8, 8, 3, Layout.HWC, rgb)));
    }
    predict(model, "undisturbed/out");

    // As a killed attempt, it cannot remove what it has begun either.
    CrashingFileSystem.only(2, "(rename|delete) .*/scratch/.*");
    predict(model, "disturbed/out");
    assertThat(CrashingFileSystem.repair()).isTrue();
    assertThat(files("disturbed")).isEqualTo(files("undisturbed"));
    assertThat(files("disturbed").keySet())
        .contains("out/0/4.png", "out/gallery.png")
        .noneMatch(name -> name.contains("perpixel-staging"));
  }

  private void predict(Path model, String output) {
    int code =
        perpixel(
            "predict",
            "--model",
            model,
            "--input",
            directory.resolve("images"),
            "--output",
            "crash:" + directory.resolve(output));
    assertThat(code).as(err).isZero();
  }

  /** Bytes of the pictures by name; of other files, which say when they were made, the names. */
  private Map<String, String> files(String root) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(directory.resolve(root))) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String name = directory.resolve(root).relativize(file).toString();
        boolean picture = name.endsWith(".png");
        if (picture || !name.contains("-rejects")) {
          files.put(name, picture ? HexFormat.of().formatHex(Files.readAllBytes(file)) : "");
        }
      }
    }
    return files;
  }
}
