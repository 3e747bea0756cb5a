package io.perpixel.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perpixel.nn.model.NamedParameters;
import io.perpixel.train.EpochRecord;
import io.perpixel.train.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

/** {@code train} where a beginning of the model is frozen, whose output is computed once. */
class TrainFeaturesIT extends TrainBase {
  /** The tail reads a skip connection and the image besides. SGD: Adam makes steps of rounding. */
  private static final String[] TAIL = {
    "train.trainable=up2.,final.",
    "train.optimiser=sgd",
    "train.learning-rate=0.05",
    "train.epochs=2",
    "data.augment=flip"
  };

  private String[] in(String directory, String... more) {
    return with(TAIL, with(more, "data.directory=" + shared.resolve(directory)));
  }

  @Test
  void theResultIsThatOfTrainingWithoutThem() throws IOException {
    trains("off", in("same", "train.features=off"));
    assertThat(printed).doesNotContain("features");
    trains("on", in("same"));
    // 30 images of each split, and the training images mirrored.
    assertThat(printed).contains("read at skip1, input", "90 images computed, 0 there already");
    isClose("on", "off", 1e-5);
    trains("plain", in("same", "train.loop=plain"));
    assertThat(printed).contains("0 images computed, 90 there already");
    assertThat(sha256("plain")).isEqualTo(sha256("on"));
    trains("half", in("same", "train.epochs=1"));
    trains("half", in("same", "--resume"));
    assertThat(sha256("half")).isEqualTo(sha256("on"));
    assertThat(dir.resolve("half/model.zip")).hasSameBinaryContentAs(dir.resolve("on/model.zip"));
    trains("short", in("same", "train.features=bfloat16"));
    assertThat(printed).contains("90 images computed, 0 there already");
    isClose("short", "off", 2e-2);
    assertThat(sha256("short")).isNotEqualTo(sha256("on"));
  }

  /** Parameters of the whole model, and the history in all its columns. */
  private void isClose(String found, String expected, double tolerance) throws IOException {
    Map<String, INDArray> wanted = parameters(expected);
    assertThat(parameters(found))
        .allSatisfy(
            (name, values) ->
                assertThat(values.sub(wanted.get(name)).amaxNumber().doubleValue())
                    .as(name)
                    .isLessThan(tolerance));
    List<EpochRecord> epochs = history(found).epochs();
    assertThat(epochs).hasSameSizeAs(history(expected).epochs());
    for (EpochRecord epoch : epochs) {
      EpochRecord other = history(expected).at(epoch.epoch());
      assertThat(epoch.trainLoss()).isCloseTo(other.trainLoss(), within(tolerance));
      assertThat(epoch.validationLoss()).isCloseTo(other.validationLoss(), within(tolerance));
      assertThat(epoch.metrics().keySet()).isEqualTo(other.metrics().keySet());
      assertThat(epoch.metric("accuracy")).isCloseTo(other.metric("accuracy"), within(0.01));
    }
  }

  private Map<String, INDArray> parameters(String run) throws IOException {
    byte[] model = Files.readAllBytes(dir.resolve(run + "/model.zip"));
    return NamedParameters.of(ModelFile.read(model, run).graph());
  }

  @Test
  void onlyWhatChangedOrIsDamagedIsComputedAnew() throws IOException {
    String[] plain = {"data.augment=", "train.epochs=1"};
    trains("first", in("changes", with(plain, "data.limit=20")));
    assertThat(printed).contains("40 images computed, 0 there already");
    trains("whole", in("changes", plain));
    assertThat(printed).contains("20 images computed, 40 there already");
    Path cache = one(shared.resolve("changes/features"), "colour-unet-");
    trains("weights", in("changes", with(plain, "train.seed=1")));
    assertThat(printed).contains("60 images computed, 0 there already");

    Path file = one(one(cache, "part-"), ".snappy.parquet");
    byte[] content = Files.readAllBytes(file);
    content[content.length / 2] ^= 1;
    Files.delete(file.resolveSibling("." + file.getFileName() + ".crc"));
    Files.write(file, content);
    anew("flipped", "cannot be used", plain);
    Files.delete(one(one(cache, "part-"), ".snappy.parquet"));
    anew("lost", "rows of", plain);
    Path record = one(cache, "part-").resolve("_perpixel.json");
    Files.writeString(record, Files.readString(record).replace("\"key\" : \"", "\"key\" : \"0"));
    anew("foreign", "made from other parameters", plain);
  }

  private void anew(String run, String why, String... settings) throws IOException {
    trains(run, in("changes", settings));
    assertThat(printed)
        .contains(why)
        .containsOnlyOnce("cannot be used")
        .containsPattern("[1-9][0-9]* images computed");
    assertThat(sha256(run)).isEqualTo(sha256("whole"));
  }

  private static Path one(Path directory, String part) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(f -> f.getFileName().toString().contains(part))
          .filter(f -> !f.getFileName().toString().startsWith("."))
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  void courseModeComputesEverythingInEachStep() {
    trains("course", in("same", "train.frozen-mode=course", "train.epochs=1"));
    assertThat(printed).contains("features off: with train.frozen-mode = course");
  }
}
