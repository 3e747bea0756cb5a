package io.perpixel.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.perpixel.nn.model.NamedParameters;
import io.perpixel.train.ModelFile;
import io.perpixel.train.Provenance;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** {@code train}: what a run writes, and which runs are equal. */
class TrainIT extends TrainBase {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void aRunWritesItsDirectory() throws Exception {
    trains("run", "train.epochs=2");
    Path run = dir.resolve("run");
    assertThat(printed)
        .contains("images   reading data-manifests/sample-horses")
        .contains("30 training and 30 validation images (split test)")
        .contains("epoch 2/2: validation loss")
        .contains("report: " + run.resolve("report.html"));
    List<String> lines = Files.readAllLines(run.resolve("history.jsonl"));
    assertThat(lines).hasSize(2);
    JsonNode epoch = JSON.readTree(lines.get(1));
    assertThat(epoch.path("epoch").asInt()).isEqualTo(2);
    for (String key : List.of("train_loss", "validation_loss", "accuracy", "images_per_second")) {
      assertThat(epoch.path(key).isNumber()).as(key).isTrue();
    }
    JsonNode metrics = JSON.readTree(run.resolve("metrics.json").toFile());
    assertThat(metrics.path("accuracy")).isEqualTo(epoch.path("accuracy"));
    assertThat(metrics.path("epochs").asInt()).isEqualTo(2);
    assertThat(sha256("run")).isEqualTo(digestOfParameters(run.resolve("model.zip")));
    assertThat(run.resolve("checkpoints/epoch-00001.zip")).exists();
    assertThat(run.resolve("checkpoints/epoch-00002.zip"))
        .hasSameBinaryContentAs(run.resolve("model.zip"));
    assertThat(run.resolve("report.html")).content().contains("colour-unet in 6 colours");
    for (String picture : List.of("curves.png", "gallery.png", "palette.png")) {
      assertThat(ImageIO.read(run.resolve(picture).toFile()).getWidth()).isGreaterThan(100);
    }
    Provenance provenance = provenance("run");
    assertThat(provenance.section("data")).containsOnlyKeys("data-manifests/sample-horses");
    assertThat(provenance.section("settings")).containsEntry("train.epochs", "2");
    assertThat(provenance.command()).startsWith("train");
    assertThat(provenance.text("finished")).isPresent();
  }

  /** As SPEC defines it: all parameters as little-endian float32 in graph order. */
  private static String digestOfParameters(Path model)
      throws IOException, GeneralSecurityException {
    float[] parameters =
        ModelSerializer.restoreComputationGraph(model.toFile(), false).params().toFloatVector();
    ByteBuffer bytes =
        ByteBuffer.allocate(parameters.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(parameters);
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes.array());
    return HexFormat.of().formatHex(digest);
  }

  @Test
  void oneWorkerIsThePlainLoopAndTheSeedDecides() throws IOException {
    trains("plain", "train.loop=plain");
    trains("spark", "train.loop=spark");
    trains("other", "train.loop=spark", "train.seed=1");
    String[] how = {"train.accumulate=4", "train.weight-decay=0.01", "train.optimiser=adagrad"};
    trains("plain-pieces", with(how, "train.loop=plain"));
    trains("spark-pieces", with(how, "train.loop=spark"));
    assertThat(sha256("spark-pieces")).isEqualTo(sha256("plain-pieces"));
    assertThat(sha256("spark")).isEqualTo(sha256("plain"));
    assertThat(sha256("other")).isNotEqualTo(sha256("spark"));
  }

  @ParameterizedTest
  @CsvSource({"plain, 1", "spark, 2"})
  void aRunThatWasStoppedEndsWithTheSameBits(String loop, int workers) throws IOException {
    String[] how = {
      "train.loop=" + loop,
      "train.workers=" + workers,
      "train.keep-checkpoints=9",
      "train.optimiser=sgd",
      "train.momentum=0.9",
      "train.schedule=exponential",
      "train.schedule-factor=0.5"
    };
    trains("whole", with(how, "train.epochs=4"));
    trains("parts", with(how, "train.epochs=2"));
    Provenance first = provenance("parts");
    trains("parts", with(how, "train.epochs=4", "--resume"));
    assertThat(printed).contains("resuming after epoch 2").doesNotContain("epoch 2/4:");
    assertThat(sha256("parts")).isEqualTo(sha256("whole"));
    assertThat(history("parts").epochs()).hasSize(4);
    assertThat(provenance("parts").text("run_id")).isEqualTo(first.text("run_id"));
    assertThat(provenance("parts").text("started")).isEqualTo(first.text("started"));

    // Killed in the fourth epoch, of which a history may know already.
    Path parts = dir.resolve("parts");
    for (String later : List.of("model.zip", "report.html", "checkpoints/epoch-00004.zip")) {
      Files.delete(parts.resolve(later));
    }
    trains("parts", with(how, "train.epochs=4", "--resume"));
    assertThat(printed).contains("resuming after epoch 3");
    assertThat(sha256("parts")).isEqualTo(sha256("whole"));
    assertThat(history("parts").epochs()).hasSize(4);
  }

  @Test
  void aSweepComparesItsRuns() throws IOException {
    assertThat(train("sweep", "--sweep=train.batch=5,15")).as(() -> printed).isZero();
    Path sweep = dir.resolve("sweep");
    assertThat(sweep.resolve("comparison.md")).content().contains("batch-5", "batch-15");
    assertThat(sweep.resolve("comparison.html")).content().contains("batch-5", "batch-15");
    assertThat(ImageIO.read(sweep.resolve("comparison.png").toFile()).getWidth()).isPositive();
    assertThat(sha256("sweep/batch-5")).isNotEqualTo(sha256("sweep/batch-15"));

    assertThat(train("sweep", "--sweep=train.batch=5,15", "--resume")).isZero();
    assertThat(printed).contains("batch-5 has its 1 epochs", "batch-15 has its 1 epochs");
  }

  @Test
  void aDivergedRunOfASweepLeavesTheOthersAlone() {
    assertThat(train("sweep", "--sweep=train.learning-rate=1e30,0.01"))
        .as(() -> printed)
        .isEqualTo(ExitCode.DIVERGED);
    assertThat(dir.resolve("sweep/learning-rate-0.01/report.html")).exists();
    assertThat(dir.resolve("sweep/comparison.md")).content().contains("learning-rate-1e30");
  }

  @Test
  void onlyWhatIsNamedIsTrained() throws IOException {
    trains("run", "train.trainable=up2.,final.");
    assertThat(printed).contains("of them trained");
    ModelFile file = ModelFile.read(Files.readAllBytes(dir.resolve("run/model.zip")), "run");
    Settings all = Settings.of(List.of("model.filters=4", "palette.colours=6"));
    Map<String, INDArray> fresh =
        NamedParameters.of(InitialModel.of(file.info(), all.train()).graph());
    NamedParameters.of(file.graph())
        .forEach(
            (name, values) -> {
              boolean named = name.startsWith("up2.") || name.startsWith("final.");
              assertThat(values.equalsWithEps(fresh.get(name), 0)).as(name).isNotEqualTo(named);
            });
  }

  @Test
  void otherModelsTrainToo() {
    trains("colour", "model.channels=3", "model.kernel=5");
    trains("cnn", "model.name=colour-cnn", "train.optimiser=sgd", "train.workers=3");
  }
}
