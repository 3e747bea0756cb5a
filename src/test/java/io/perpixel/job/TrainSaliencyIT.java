package io.perpixel.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.perpixel.train.EpochRecord;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** {@code train} and what follows it with {@code conf/saliency.conf}, at a tiny size. */
class TrainSaliencyIT extends TrainBase {
  private int saliency(String run, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "train",
                "--config=conf/saliency.conf",
                "--set=data.directory=" + shared,
                "--set=data.synthetic.images=20",
                "--set=data.synthetic.size=32x48",
                "--set=model.widths=2,3,3,4,4",
                "--set=model.head=2",
                "--set=train.epochs=2",
                "--set=train.batch=4",
                "--set=train.threads=1",
                "--set=report.gallery=2",
                "--set=run.directory=" + dir.resolve(run)));
    for (String arg : more) {
      args.add(arg.startsWith("--") ? arg : "--set=" + arg);
    }
    return run(args);
  }

  private void trainsSaliency(String run, String... more) {
    assertThat(saliency(run, more)).as(() -> printed).isZero();
  }

  @Test
  void aRunHasTheSaliencyMetricsAndItsModelIsScoredAlikeAndPredicts() throws IOException {
    trainsSaliency("run");
    assertThat(printed)
        .contains("20 synthetic images of 32x48", "14 training and 4 validation images")
        .contains("epoch 2/2: validation loss", ", cc ", ", sauc ");
    Path run = dir.resolve("run");
    List<EpochRecord> epochs = history("run").epochs();
    assertThat(epochs.get(1).metrics().keySet())
        .containsExactly("worker_divergence", "cc", "sim", "kl", "nss", "auc_judd", "sauc");
    assertThat(ImageIO.read(run.resolve("gallery.png").toFile()).getWidth()).isPositive();
    assertThat(run.resolve("report.html")).content().contains("correlate by CC", "auc_judd");
    JsonNode metrics = new ObjectMapper().readTree(run.resolve("metrics.json").toFile());
    int kept = metrics.path("model_epoch").asInt();

    String table = shared.resolve("synthetic-saliency-32x48-20-0-prepared/images").toString();
    Path figures = dir.resolve("figures.json");
    List<String> evaluate =
        List.of(
            "evaluate",
            "--model=" + run,
            "--input=" + table,
            "--split=validation",
            "--output=" + figures);
    assertThat(run(evaluate)).as(() -> printed).isZero();
    JsonNode scored = new ObjectMapper().readTree(figures.toFile());
    EpochRecord best = epochs.get(kept - 1);
    assertThat(scored.path("loss").asDouble()).isEqualTo(best.validationLoss());
    for (String metric : List.of("cc", "sim", "kl", "nss", "auc_judd", "sauc")) {
      assertThat(scored.path(metric).asDouble()).as(metric).isEqualTo(best.metric(metric));
    }
    assertThat(scored.path("images_with_nss").asInt()).isEqualTo(4);

    // The test split has no maps.
    assertThat(run(List.of("evaluate", "--model=" + run, "--input=" + table, "--split=test")))
        .isEqualTo(ExitCode.BAD_DATA);
    assertThat(printed).contains("has no target");
    assertThat(run(List.of("evaluate", "--model=" + run, "--input=" + table, "--palette=p.json")))
        .isEqualTo(ExitCode.USAGE);
    mapsAndOverlaysHaveTheSizeOfTheStoredImages(run);
  }

  private void mapsAndOverlaysHaveTheSizeOfTheStoredImages(Path run) throws IOException {
    Path images = shared.resolve("synthetic-saliency-32x48-20-0/images/validation");
    Path maps = dir.resolve("maps");
    List<String> predict =
        new ArrayList<>(
            List.of(
                "predict",
                "--model=" + run,
                "--input=" + images,
                "--stages=rescale=64x64",
                "--output=" + maps));
    assertThat(run(predict)).as(() -> printed).isZero();
    assertThat(printed).contains("4 read = 4 written + 0 rejected");
    List<Path> pictures;
    try (var files = Files.list(maps)) {
      pictures = files.filter(f -> f.toString().endsWith(".png")).sorted().toList();
    }
    // A map and an overlay each, and the gallery.
    assertThat(pictures).hasSize(9);
    for (Path picture : pictures) {
      BufferedImage image = ImageIO.read(picture.toFile());
      if (!picture.endsWith("gallery.png")) {
        assertThat(List.of(image.getHeight(), image.getWidth()))
            .as(picture.toString())
            .containsExactly(32, 48);
        boolean overlay = picture.toString().endsWith("-overlay.png");
        assertThat(image.getRaster().getNumBands())
            .as(picture.toString())
            .isEqualTo(overlay ? 3 : 1);
      }
    }
    assertThat(run(predict)).isZero();
    assertThat(printed).contains("already done");

    // Without rescaling: sides that are no multiples of 16 are rejected, not fatal.
    Path odd = dir.resolve("odd");
    Files.createDirectories(odd);
    ImageIO.write(
        new BufferedImage(40, 32, BufferedImage.TYPE_INT_RGB),
        "png",
        odd.resolve("a.png").toFile());
    ImageIO.write(
        new BufferedImage(48, 32, BufferedImage.TYPE_INT_RGB),
        "png",
        odd.resolve("b.png").toFile());
    assertThat(
            run(
                List.of(
                    "predict",
                    "--model=" + run,
                    "--input=" + odd,
                    "--failure-budget=0.5",
                    "--output=" + dir.resolve("odd-maps"))))
        .as(() -> printed)
        .isZero();
    assertThat(printed).contains("2 read = 1 written + 1 rejected");
  }

  /** Flips, pieces of a batch and the order are those of the plain loop, wherever replicas run. */
  @Test
  void oneWorkerIsThePlainLoopToTheBit() throws IOException {
    String[] how = {"train.workers=1", "train.accumulate=2", "train.averaging=2"};
    trainsSaliency("spark", how);
    trainsSaliency("plain", "train.workers=1", "train.accumulate=2", "train.loop=plain");
    trainsSaliency("unflipped", "train.workers=1", "train.accumulate=2", "data.augment=");
    assertThat(sha256("spark")).isEqualTo(sha256("plain")).isNotEqualTo(sha256("unflipped"));
    assertThat(history("spark").last().metrics()).isEqualTo(history("plain").last().metrics());
  }

  @Test
  void aStoppedRunStartsFromWeightsAndEndsWithTheSameBits() throws IOException {
    trainsSaliency("start", "train.epochs=1");
    String[] how = {
      "train.initial=" + dir.resolve("start/model.zip"),
      "train.frozen-stages=2",
      "train.optimiser=adagrad",
      "train.weight-decay=0.01",
      "train.schedule=step",
      "train.schedule-epochs=1"
    };
    trainsSaliency("whole", with(how, "train.epochs=2"));
    assertThat(printed).contains("of them trained");
    trainsSaliency("parts", with(how, "train.epochs=1"));
    trainsSaliency("parts", with(how, "train.epochs=2", "--resume"));
    assertThat(sha256("parts")).isEqualTo(sha256("whole"));
    assertThat(provenance("parts").text("parent_model").orElseThrow()).contains("start/model.zip");
    assertThat(history("parts").last().learningRate()).isCloseTo(1e-4, within(1e-12));
  }

  @Test
  void whatCannotWorkIsToldAtOnce() throws IOException {
    assertThat(saliency("a", "train.monitor=accuracy")).isEqualTo(ExitCode.USAGE);
    assertThat(printed).contains("train.monitor is accuracy", "validation_loss, auc_judd");
    assertThat(saliency("b", "data.augment=flop")).isEqualTo(ExitCode.USAGE);
    assertThat(printed).contains("data.augment", "\"flop\"");
    assertThat(saliency("c", "data.format=images", "data.input=data-manifests"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(printed).contains("saliency learns from maps");
    assertThat(saliency("d", "train.initial=" + dir.resolve("none.zip"))).isEqualTo(ExitCode.USAGE);
    assertThat(printed).contains("train.initial");
    assertThat(saliency("e", "data.synthetic.size=40x40")).isEqualTo(ExitCode.USAGE);
    assertThat(printed).contains("multiples of 16");
    assertThat(Files.exists(dir.resolve("a/model.zip"))).isFalse();
  }
}
