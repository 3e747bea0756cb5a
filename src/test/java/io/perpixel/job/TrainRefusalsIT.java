package io.perpixel.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.perpixel.spark.RunDirectory;
import io.perpixel.train.EpochProgress;
import io.perpixel.train.ModelFile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code train} with what cannot be trained, damaged checkpoints, and data of the user's own. */
class TrainRefusalsIT extends TrainBase {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "train.epoch=3 | unknown key train.epoch; the nearest valid key is train.epochs",
        "train.epochs=0 | train.epochs = 0; expected a whole number, 1 or more",
        "model.kernel=4 | model.kernel is 4: expected an odd number",
        "model.channels=2 | has 3 channels after the input stages; colour-unet takes 2",
        "model.colours=5 | model.colours is 5, but the palette has 6 colours",
        "palette.file=src/test/resources/horse_palette24.npy | 24 colours, but palette.colours is 6",
        "train.trainable=up3. | names up3., but no parameter's name starts so",
        "train.trainable=up2.0.weight | layers are trained or frozen whole, write up2.0.",
        "data.input=no-such-directory | no-such-directory",
        "data.stages=rescale=30x30 | found 30 x 30; the nearest valid size is 32 x 32",
        "data.category=12 | category 12 is not a CIFAR-10 class: expected 0 to 9",
        "data.format=pairs | expected cifar10, images or parquet"
      })
  void wrongSettingsAreNamed(String setting, String message) {
    isRefused("run", List.of(message), setting);
    assertThat(dir.resolve("run")).doesNotExist();
  }

  @Test
  void aDirectoryThatAnotherRunWritesIsLeftAlone() throws IOException {
    Closeable lock = new RunDirectory(dir.resolve("run").toString(), new Configuration()).lock();
    try (lock) {
      assertThat(train("run", "--resume")).isEqualTo(ExitCode.FAILURE);
      assertThat(printed).contains("/run is being written by process", "Wait for it");
    }
    assertThat(dir).isEmptyDirectory();
  }

  @Test
  void aRunIsContinuedOnlyAsItBegan() throws IOException {
    isRefused("taken", List.of("there is no settings.conf of a run in it"), taken(), "--resume");
    trains("run");
    isRefused("run", List.of("is not empty: continue that run with --resume"));
    isRefused(
        "run",
        List.of("trained with train.batch = 10, now it is 15"),
        "train.batch=15",
        "--resume");
    isRefused("run", List.of("with data.limit = 30, now it is null"), "data.limit=", "--resume");
    isRefused("run", List.of("model.name = colour-unet"), "model.name=colour-cnn", "--resume");
    isRefused(
        "run",
        List.of("train.optimiser = adam, now it is sgd", "its checkpoints hold the former"),
        "train.optimiser=sgd",
        "--resume",
        "--accept-changes");
    isRefused("run", List.of("add --resume"), "--accept-changes");
    trains("run", "train.epochs=1", "--resume");
    assertThat(printed).contains("has its 1 epochs: nothing to do");
  }

  private String taken() throws IOException {
    Files.createDirectories(dir.resolve("taken"));
    Files.writeString(dir.resolve("taken/thesis.tex"), "years of work");
    return "train.epochs=1";
  }

  @Test
  void changedDataAreNotTrainedOn() throws IOException {
    Path data = dir.resolve("data");
    Files.createDirectories(data);
    for (String batch : List.of("data_batch_1.bin", "test_batch.bin")) {
      Files.copy(Path.of("data-manifests/sample-horses", batch), data.resolve(batch));
    }
    trains("run", "data.input=" + data);
    byte[] bytes = Files.readAllBytes(data.resolve("test_batch.bin"));
    bytes[100] ^= 1;
    Files.write(data.resolve("test_batch.bin"), bytes);
    isRefused(
        "run",
        List.of(data + " changed since the run in"),
        "data.input=" + data,
        "train.epochs=2",
        "--resume");
    trains("run", "data.input=" + data, "train.epochs=2", "--resume", "--accept-changes");
    assertThat(printed).contains("warning: " + data + " changed since the run in", "epoch 2/2:");
    assertThat(history("run").epochs()).hasSize(2);
  }

  /** Steps of another size cannot be counted on from the middle of an epoch. */
  @Test
  void acceptedChangesGoOnFromTheEndOfAnEpoch() throws IOException {
    trains("run");
    Path checkpoints = dir.resolve("run/checkpoints");
    byte[] first = Files.readAllBytes(checkpoints.resolve("epoch-00001.zip"));
    ByteArrayOutputStream within = new ByteArrayOutputStream();
    ModelFile.readCheckpoint(first, "first")
        .at(new EpochProgress(2, 20, 30))
        .checkpoint()
        .writeTo(within);
    Files.write(checkpoints.resolve("within-00002.zip"), within.toByteArray());
    trains("run", "train.epochs=2", "train.batch=20", "--resume", "--accept-changes");
    assertThat(printed)
        .contains("warning: ", "trained with train.batch = 10, now it is 20")
        .contains("passing over checkpoints/within-00002.zip: its steps are of the former")
        .contains("resuming after epoch 1 from")
        .contains("epoch 2/2: validation loss");
    assertThat(history("run").epochs()).hasSize(2);
    assertThat(checkpoints.resolve("within-00002.zip")).doesNotExist();
  }

  @Test
  void damagedCheckpointsArePassedOver() throws IOException {
    trains("run", "train.epochs=3");
    String whole = sha256("run");
    Path newest = dir.resolve("run/checkpoints/epoch-00003.zip");
    byte[] bytes = Files.readAllBytes(newest);
    Files.write(newest, Arrays.copyOf(bytes, bytes.length / 2));
    Files.delete(dir.resolve("run/model.zip"));
    trains("run", "train.epochs=3", "--resume");
    assertThat(printed)
        .contains("warning: passing over the checkpoint checkpoints/epoch-00003.zip: ")
        .contains("resuming after epoch 2");
    assertThat(sha256("run")).isEqualTo(whole);

    for (int epoch : List.of(2, 3)) {
      Files.write(dir.resolve("run/checkpoints/epoch-0000" + epoch + ".zip"), new byte[10]);
    }
    assertThat(train("run", "train.epochs=4", "--resume")).isEqualTo(ExitCode.FAILURE);
    assertThat(printed).contains("none of the 2 checkpoints in", "can be read");
  }

  @Test
  void divergenceKeepsWhatWasGood() throws IOException {
    assertThat(train("run", "train.learning-rate=1e30")).isEqualTo(ExitCode.DIVERGED);
    assertThat(printed).contains("training diverged in epoch 1, batch");
    assertThat(dir.resolve("run/history.jsonl")).doesNotExist();
    assertThat(dir.resolve("run/model.zip")).doesNotExist();
    // One step an epoch: no training loss sees what the step has done.
    assertThat(train("step", "train.learning-rate=1e30", "train.batch=30", "train.optimiser=sgd"))
        .isEqualTo(ExitCode.DIVERGED);
    assertThat(printed).contains("training diverged in epoch 1, batch 1: a parameter is ");
    assertThat(dir.resolve("step/history.jsonl")).doesNotExist();
    // Nothing to go on with: other settings may start anew.
    trains("run", "--resume");
    assertThat(history("run").epochs()).hasSize(1);
  }

  @Test
  void picturesOfOnesOwnAndATableOfThem() throws IOException {
    for (int i = 0; i < 8; i++) {
      picture("own/train/%d.png".formatted(i), 16, 12, i);
    }
    picture("own/test/a.png", 16, 12, 100);
    picture("own/test/b.png", 8, 8, 101);
    String input = "data.input=" + dir.resolve("own");
    trains("run", input, "data.format=images", "train.batch=4");
    assertThat(printed).contains("8 training and 2 validation images");
    assertThat(dir.resolve("run/gallery.png")).exists();

    String table = "data.input=" + shared + "/own-prepared/images";
    assertThat(train("other", table, "data.format=parquet")).isEqualTo(ExitCode.BAD_DATA);
    assertThat(printed).contains("no rows", "data.category = 7 keeps only rows with that label");
    trains("table", table, "data.format=parquet", "data.category=", "train.batch=4");
    assertThat(sha256("table")).isEqualTo(sha256("run"));

    picture("own/train/odd.png", 12, 12, 9);
    isRefused(
        "mixed",
        List.of("training images", "different sizes (12x16, 12x12)", "rescale=12x16"),
        input,
        "data.format=images");
    Files.delete(dir.resolve("own/test/a.png"));
    Files.delete(dir.resolve("own/test/b.png"));
    isRefused(
        "empty",
        List.of("neither a split \"validation\" nor \"test\" (found [train])"),
        input,
        "data.format=images");
  }

  private void picture(String name, int width, int height, int seed) throws IOException {
    Random random = new Random(seed);
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < width * height; i++) {
      image.setRGB(i % width, i / width, random.nextInt(1 << 24));
    }
    Path file = dir.resolve(name);
    Files.createDirectories(file.getParent());
    ImageIO.write(image, "png", file.toFile());
  }
}
