package io.perpixel.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.perpixel.train.EpochRecord;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** {@code train} on class masks and what follows it, a DeepLab of a few channels. */
class TrainSegmentIT extends TrainBase {
  private static final String DATA = "synthetic-flowers-32x40-68-0";

  private int segment(String run, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "train",
                "--config=conf/segment-tiny.conf",
                "--set=data.directory=" + shared,
                "--set=data.synthetic.images=68",
                "--set=data.synthetic.size=32x40",
                "--set=model.base=2",
                "--set=model.aspp=4",
                "--set=model.rates=2",
                "--set=model.classes=2",
                "--set=train.epochs=2",
                "--set=train.batch=9",
                "--set=train.threads=1",
                "--set=report.gallery=2",
                "--set=run.directory=" + dir.resolve(run)));
    for (String arg : more) {
      args.add(arg.startsWith("--") ? arg : "--set=" + arg);
    }
    return run(args);
  }

  private void segments(String run, String... more) {
    assertThat(segment(run, more)).as(() -> printed).isZero();
  }

  @Test
  void aRunHasTheMetricsOfMasksAndItsModelIsScoredAlikeAndPredicts() throws IOException {
    segments("run", "train.monitor=mean_iou", "train.class-weights=1,3");
    assertThat(printed).contains("68 synthetic images of 32x40", "complete pairs: train");
    assertThat(printed).contains(", mean_iou ", ", course_score ").doesNotContain(", iou_");
    Path run = dir.resolve("run");
    EpochRecord last = history("run").last();
    assertThat(last.metrics().keySet())
        .containsExactly("accuracy", "mean_iou", "course_score", "iou_0", "iou_1");
    assertThat(run.resolve("report.html"))
        .content()
        .contains("overlap by a mean IoU", "IoU of each class", "course_score");
    assertThat(ImageIO.read(run.resolve("gallery.png").toFile()).getWidth()).isPositive();
    JsonNode metrics = new ObjectMapper().readTree(run.resolve("metrics.json").toFile());
    assertThat(metrics.path("iou_1").asDouble()).isEqualTo(last.metric("iou_1"));

    String table = shared.resolve(DATA + "-prepared/images").toString();
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
    assertThat(scored.path("loss").asDouble())
        .as("weighed, as in training")
        .isEqualTo(last.validationLoss());
    last.metrics()
        .forEach(
            (name, value) -> assertThat(scored.path(name).asDouble()).as(name).isEqualTo(value));
    assertThat(run(List.of("evaluate", "--model=" + run, "--input=" + table, "--palette=p.json")))
        .isEqualTo(ExitCode.USAGE);
    assertThat(printed).contains("predicts no colours");
    predictedMasksHaveClassIndicesAndTheSizeOfTheStoredImages(run);
  }

  private void predictedMasksHaveClassIndicesAndTheSizeOfTheStoredImages(Path run)
      throws IOException {
    Path masks = dir.resolve("masks");
    List<String> predict =
        List.of(
            "predict",
            "--model=" + run,
            "--input=" + shared.resolve(DATA + "/jpg"),
            "--stages=rescale=24x32",
            "--output=" + masks);
    assertThat(run(predict)).as(() -> printed).isZero();
    assertThat(printed).contains("68 read = 68 written + 0 rejected");
    BufferedImage mask = ImageIO.read(masks.resolve("image_0001.jpg.png").toFile());
    assertThat(List.of(mask.getHeight(), mask.getWidth())).containsExactly(32, 40);
    IndexColorModel palette = (IndexColorModel) mask.getColorModel();
    assertThat(palette.getRGB(1) & 0xffffff).isEqualTo(0x800000);
    int[] classes = mask.getRaster().getSamples(0, 0, 40, 32, 0, (int[]) null);
    assertThat(classes).containsAnyOf(0, 1).doesNotContain(2, 255);
    BufferedImage overlay = ImageIO.read(masks.resolve("image_0001.jpg-overlay.png").toFile());
    assertThat(List.of(overlay.getHeight(), overlay.getWidth())).containsExactly(32, 40);
    assertThat(ImageIO.read(masks.resolve("gallery.png").toFile())).isNotNull();
  }

  /** Other classes than those of the start: the last layer is fresh, the rest the start's. */
  @Test
  void fineTuningTrainsWhatItStartsFromAndLeavesItAsItWas() throws IOException {
    Path initial = dir.resolve("start/model.zip");
    Path config = dir.resolve("start.conf");
    Files.writeString(
        config,
        """
        model { name = deeplabv3, blocks = [1, 1, 1, 1], base = 2, aspp = 4, rates = [2], classes = 18 }
        data { format = synthetic, category = null
               synthetic { images = 68, size = 32x40, seed = 1, species = true } }
        train { epochs = 1, batch = 9, threads = 1 }
        report.gallery = 1
        run.directory = "%s"
        """
            .formatted(dir.resolve("start")));
    String[] how = {
      "train.initial=" + initial,
      "train.initial-config=" + config,
      "train.fresh=classifier.4.",
      "train.trainable=classifier.4.",
      "train.workers=1"
    };
    segments("tuned", how);
    assertThat(printed)
        .contains("model.zip is not there yet", "of them trained", "iou")
        .contains(DATA.replace("-0", "-1"));
    assertThat(provenance("tuned").text("parent_model").orElseThrow()).contains("start/model.zip");
    segments("two", with(how, "train.workers=2", "train.batch=5"));
    assertThat(printed).doesNotContain("not there yet");
    assertThat(history("two").last().metric("mean_iou"))
        .isCloseTo(history("tuned").last().metric("mean_iou"), within(0.15));
    assertThat(segment("no", "train.initial=" + initial)).isEqualTo(ExitCode.USAGE);
    assertThat(printed).contains("classifier.4", "name in train.fresh");
    assertThat(segment("no", with(how, "train.fresh=head."))).isEqualTo(ExitCode.USAGE);
    assertThat(printed).contains("train.fresh names head.");
    assertThat(segment("no", with(how, "train.initial=" + dir.resolve("other.zip"))))
        .isEqualTo(ExitCode.USAGE);
    assertThat(printed).contains("start.conf makes", "name that file");
  }

  @Test
  void theCoursesSplitLeaksAndTheReportSaysSo() throws IOException {
    segments("course", "data.split=course", "train.epochs=1");
    assertThat(printed).contains("warning: ", "validation images are trained on too");
    assertThat(dir.resolve("course/report.html"))
        .content()
        .contains("validation images are trained on too");
  }

  @Test
  void whatCannotWorkIsToldAtOnce() throws IOException {
    assertThat(segment("a", "train.class-weights=1,2,3")).isEqualTo(ExitCode.USAGE);
    assertThat(printed).contains("has 3 numbers, but deeplabv3 has 2 classes");
    assertThat(segment("alone", "train.batch=8")).isEqualTo(ExitCode.USAGE);
    assertThat(printed)
        .contains(
            "classifier.0.convs.2.2 normalises over a minibatch",
            "17 images",
            "leave a minibatch of one image");
    assertThat(segment("b", "train.class-weights=0,0")).isEqualTo(ExitCode.USAGE);
    assertThat(segment("c", "data.format=images", "data.input=data-manifests"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(printed).contains("deeplabv3 learns from masks");
    assertThat(segment("d", "data.masks.colours=red=1")).isEqualTo(ExitCode.USAGE);
    assertThat(printed).contains("data.masks", "'red=1'");
    assertThat(segment("e", "data.split=4")).isEqualTo(ExitCode.USAGE);
    assertThat(printed).contains("expected one of [1, 2, 3, course]");
    assertThat(segment("f", "train.monitor=cc")).isEqualTo(ExitCode.USAGE);
    assertThat(printed).contains("course_score");
    assertThat(
            segment(
                "g",
                "data.format=pairs",
                "data.layout=oxford17",
                "data.input=" + shared.resolve(DATA),
                "model.classes=18",
                "data.masks.colours=128:128:0=0,128:0:0=1"))
        .as("black is no class then")
        .isEqualTo(ExitCode.BAD_DATA);
    assertThat(printed).contains("the mask has the colour 0:0:0");
  }

  /** MIT1003's layout holds a tenth out, by name: what is validated is not trained on. */
  @Test
  void layoutsThatHoldImagesOutSeparateThem() throws IOException {
    Path eyes = dir.resolve("eyes");
    Files.createDirectories(eyes.resolve("ALLSTIMULI"));
    Files.createDirectories(eyes.resolve("ALLFIXATIONMAPS"));
    for (int i = 0; i < 20; i++) {
      BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_BYTE_GRAY);
      image.getRaster().setSample(i, i, 0, 255);
      ImageIO.write(image, "png", eyes.resolve("ALLSTIMULI/i" + i + ".png").toFile());
      ImageIO.write(image, "png", eyes.resolve("ALLFIXATIONMAPS/i" + i + "_fixMap.png").toFile());
    }
    List<String> args =
        List.of(
            "train",
            "--config=conf/saliency.conf",
            "--set=data.directory=" + shared,
            "--set=data.format=pairs",
            "--set=data.layout=mit1003",
            "--set=data.input=" + eyes,
            "--set=model.widths=2,2,2,2,2",
            "--set=model.head=2",
            "--set=train.epochs=1",
            "--set=train.workers=1",
            "--set=train.threads=1",
            "--set=report.gallery=0",
            "--set=run.directory=" + dir.resolve("eyes-run"));
    assertThat(run(args)).as(() -> printed).isZero();
    assertThat(printed)
        .containsPattern("1[5-9] training and [1-5] validation images \\(split validation\\)");
  }
}
