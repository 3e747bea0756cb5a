package io.perpixel.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perpixel.image.DecodeOptions;
import io.perpixel.nn.kernel.BceKind;
import io.perpixel.nn.model.ModelSpec;
import io.perpixel.nn.model.ModelSpecs;
import io.perpixel.nn.model.SaliencyNet;
import io.perpixel.train.Redaction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
  @TempDir Path directory;

  @Test
  void defaultsPassTheirOwnChecks() {
    Settings settings = Settings.of(List.of());
    TrainSettings train = settings.train();
    assertThat(train.epochs()).isEqualTo(25);
    assertThat(train.batch()).isEqualTo(100);
    assertThat(train.optimiser().learningRate()).isEqualTo(1e-3);
    assertThat(train.trainable()).isEmpty();
    assertThat(settings.data().limit()).isEmpty();
    assertThat(settings.data().category()).hasValue(7);
    assertThat(settings.palette().file()).isEmpty();
    assertThat(settings.model().values()).containsEntry("filters", "32");
    assertThat(settings.runDirectory()).isEqualTo("runs/colour-unet");
    assertThat(settings.kernels()).isEqualTo("auto");
    assertThat(settings.galleryImages()).isPositive();
  }

  @Test
  void assignmentsWinOverTheFileAndTheFileOverTheDefaults() throws IOException {
    String file = write("train { epochs = 3, batch = 10 }\nmodel.name = colour-cnn");
    Settings settings = Settings.load(file, List.of("train.batch=50", "train.batch=20"));
    assertThat(settings.train().epochs()).isEqualTo(3);
    assertThat(settings.train().batch()).isEqualTo(20);
    assertThat(settings.train().workers()).isEqualTo(1);
    assertThat(settings.runDirectory()).isEqualTo("runs/colour-cnn");
  }

  @Test
  void modelFollowsThePaletteUnlessToldOtherwise() {
    assertThat(Settings.of(List.of("palette.colours=12")).model().spec().outputChannels())
        .isEqualTo(12);
    Settings both = Settings.of(List.of("palette.colours=12", "model.colours=6"));
    assertThat(both.model().spec().outputChannels()).isEqualTo(6);
  }

  @Test
  void modelSettingsNeedNoPrefix() {
    ModelSettings model = ModelSettings.of("colour-cnn", List.of("filters=4", "model.kernel=5"));
    assertThat(model.name()).isEqualTo("colour-cnn");
    assertThat(model.values())
        .containsOnlyKeys("kernel", "filters", "colours", "channels")
        .containsEntry("filters", "4")
        .containsEntry("kernel", "5");
  }

  @Test
  void modelSettingsMakeTheModel() {
    ModelSpec spec = ModelSettings.of("colour-cnn", List.of("colours=6", "channels=3")).spec();
    assertThat(spec.name()).isEqualTo("colour-cnn");
    assertThat(spec.outputChannels()).isEqualTo(6);
    assertThat(spec.inputChannels()).isEqualTo(3);
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> ModelSettings.of("colour-unet", List.of("kernel=4")).spec())
        .withMessageContaining("model.kernel is 4");
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> ModelSettings.of("colour-unet", List.of("kernel=3,5")).spec())
        .withMessageContaining("3,5");
    assertThat(ModelSettings.of("saliency", List.of("widths=1,2,3,4,5", "loss=bce")).spec())
        .isEqualTo(new SaliencyNet(List.of(1, 2, 3, 4, 5), 512, BceKind.BCE));
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> ModelSettings.of("saliency", List.of("loss=mse")).spec())
        .withMessageContainingAll("model.loss is \"mse\"", "bce, bce-pooled");
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> ModelSettings.of("saliency", List.of("widths=1,2,3,4")).spec())
        .withMessageContainingAll("model.widths is [1, 2, 3, 4]", "5 numbers");
  }

  @Test
  void everyModelHasItsSettingsDocumented() {
    for (String name : ModelSpecs.names().split(", ")) {
      assertThat(ModelSettings.of(name, List.of()).spec()).isEqualTo(ModelSpecs.of(name, Map.of()));
    }
    refused(null, List.of("model.name=?"), ModelSpecs.names());
  }

  @ParameterizedTest
  @CsvSource({"colourize-unet.conf, 100", "colourize-cnn.conf, 100", "colourize-sample.conf, 20"})
  void overlaysOfTheRepositoryAreValid(String name, int jointBatch) {
    Settings settings = Settings.load("conf/" + name, List.of());
    assertThat(settings.train().batch() * settings.train().workers()).isEqualTo(jointBatch);
    assertThat(Path.of(settings.data().manifest())).isRegularFile();
    assertThat(settings.model().spec().outputChannels()).isEqualTo(24);
  }

  @Test
  void listsAreWrittenInBrackets() throws IOException {
    String file = write("train.trainable = [up1., \"final.weight\"]");
    assertThat(Settings.load(file, List.of()).train().trainable())
        .containsExactly("up1.", "final.weight");
  }

  @Test
  void listsAreWrittenWithCommas() {
    assertThat(Settings.of(List.of("train.trainable=up1., up2.")).train().trainable())
        .containsExactly("up1.", "up2.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "null", " null "})
  void nullOrNothingUnsets(String value) throws IOException {
    String file = write("data.limit = 5");
    assertThat(Settings.load(file, List.of()).data().limit()).hasValue(5);
    assertThat(Settings.load(file, List.of("data.limit=" + value)).data().limit()).isEmpty();
    assertThatThrownBy(() -> Settings.of(List.of("train.epochs=" + value)).train())
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("found train.epochs = null; expected a whole number");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "train.epoch = 3 | train.epochs",
        "epochs = 3 | train.epochs",
        "data.epochs = 3 | train.epochs",
        "model.filter = 3 | model.filters",
        "model { widths = 3 } | model.filters",
        "trian.seed = 3 | train.seed",
        "run.dir.ectory = x | run.directory",
        "train.epochs.first = 3 | train.epochs",
        "train.trainable = { a = 1 } | train.trainable",
        "train = 3 | train",
      })
  void unknownKeyNamesTheNearestWithFileAndLine(String line, String nearest) throws IOException {
    String file = write("# a comment\n" + line);
    refused(file, List.of(), file + ":2: ", nearest);
  }

  @Test
  void everyUnknownKeyIsListed() throws IOException {
    String file = write("train.epoch = 3\ntrain.bacth = 4");
    refused(file, List.of(), file + ":1: unknown key train.epoch", file + ":2: unknown key");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "train.epochs = three | whole number, 1 or more",
        "train.epochs = 0 | whole number, 1 or more",
        "train.epochs = 2.5 | whole number, 1 or more",
        "train.epochs = 99999999999 | whole number, 1 or more",
        "train.epochs = 1e999999999 | whole number, 1 or more",
        "train.epochs = null | whole number, 1 or more",
        "train.epochs = [3] | whole number, 1 or more",
        "train.epochs = true | whole number, 1 or more",
        "train.seed = x | whole number of 64 bits",
        "train.learning-rate = 0 | number above 0",
        "train.learning-rate = NaN | number above 0",
        "train.learning-rate = 1e999 | number above 0",
        "train.optimiser = adm | one of adagrad, adam, sgd",
        "data.failure-budget = 1.5 | number from 0 to 1",
        "data.limit = 0 | null or a whole number, 1 or more",
        "data.format = png | one of cifar10, images, pairs, parquet",
        "palette.colours = 257 | whole number from 2 to 255",
        "palette.file = [] | a text",
        "run.directory = \"\" | a text",
        "model.name = vgg | one of colour-cnn, colour-unet, deeplabv3, saliency",
        "model.kernel = -3 | whole number, 1 or more",
      })
  void badValueNamesFileLineFoundAndExpected(String line, String expected) throws IOException {
    String file = write("\n\n" + line);
    String key = line.substring(0, line.indexOf(' '));
    refused(file, List.of(), file + ":3: found " + key + " = ", "expected ", expected);
  }

  @Test
  void badAssignmentNamesItself() {
    refused(null, List.of("train.epochs=x"), "--set train.epochs=x: found train.epochs = x;");
  }

  @ParameterizedTest
  @ValueSource(strings = {"train.epochs", "=3", "", "a..b=3", " =3", "$=2"})
  void malformedAssignmentIsRefused(String assignment) {
    refused(null, List.of(assignment), "--set " + assignment);
  }

  @ParameterizedTest
  @ValueSource(strings = {"train {", "a = \u0000", "train.epochs = ${nowhere}", "]", "a = \"x"})
  void brokenFileNamesItsLine(String text) throws IOException {
    String file = write("\n" + text);
    refused(file, List.of(), file);
  }

  @Test
  void missingFileAndDirectoryAreRefused() {
    refused(directory.resolve("none.conf").toString(), List.of(), "none.conf");
    refused(directory.toString(), List.of(), directory.toString());
    refused("nosuchscheme://x/y.conf", List.of(), "nosuchscheme");
  }

  @Test
  void hadoopUriIsRead() throws IOException {
    String file = write("train.epochs = x");
    refused("file://" + file, List.of(), "file://" + file + ":1: found train.epochs = x");
  }

  /** On any file system; what is not there is no settings that are passed over. */
  @ParameterizedTest
  @ValueSource(strings = {"", "file://"})
  void includedFilesLieBesideTheOneThatNamesThem(String scheme) throws IOException {
    Files.createDirectories(directory.resolve("base"));
    Files.writeString(directory.resolve("base/first.conf"), "train.seed = 5\ninclude \"x.conf\"");
    Files.writeString(directory.resolve("base/x.conf"), "train { batch = 7, epochs = 1 }");
    String file = scheme + write("include \"base/first.conf\"\ntrain.epochs = 3");
    TrainSettings train = Settings.load(file, List.of()).train();
    assertThat(train.seed()).isEqualTo(5);
    assertThat(train.batch()).isEqualTo(7);
    assertThat(train.epochs()).isEqualTo(3);

    Files.writeString(directory.resolve("base/x.conf"), "train.batch = x");
    refused(file, List.of(), "base/x.conf:1: found train.batch = x; expected a whole number");
    Files.delete(directory.resolve("base/x.conf"));
    refused(file, List.of(), "base/x.conf, which ", "base/first.conf includes");
    Files.writeString(directory.resolve("base/x.conf"), "include \"x.conf\"");
    refused(file, List.of(), "a file includes itself: ", "base/x.conf includes ");
  }

  /** A storage that does not answer is no wrong setting: trying again may help. */
  @Test
  void whatCannotBeReadAtPresentIsNoWrongUsage() {
    String retries = "spark.hadoop.ipc.client.connect.max.retries";
    System.setProperty(retries, "0");
    CommandRun run;
    try {
      run = CommandRun.of(List.of("train", "--config", "hdfs://127.0.0.1:1/x.conf"));
    } finally {
      System.clearProperty(retries);
    }
    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.FAILURE);
    assertThat(run.err()).contains("cannot read --config hdfs://127.0.0.1:1/x.conf; caused by ");
  }

  @Test
  void whomARunTellsIsNotRecorded() {
    Settings settings = Settings.of(List.of("notify.webhook=https://hooks.example.org/SECRET"));
    assertThat(settings.render()).doesNotContain("SECRET", "notify");
    assertThat(Redaction.settings(Settings.flat(settings)).toString()).doesNotContain("SECRET");
    for (String word : List.of("notify.webhook=https://h/SECRET", "--set=a.password=SECRET=")) {
      assertThat(Redaction.command(List.of("train", word)))
          .element(1)
          .asString()
          .doesNotContain("SECRET");
    }
  }

  @Test
  void renderedSettingsLoadAgain() throws IOException {
    Settings settings = Settings.of(List.of("train.epochs=7", "model.filters=9", "data.limit=4"));
    Settings again = Settings.load(write(settings.render()), List.of());
    assertThat(again.render()).isEqualTo(settings.render());
    assertThat(again.train()).isEqualTo(settings.train());
    assertThat(again.model()).isEqualTo(settings.model());
  }

  private void refused(String file, List<String> assignments, String... parts) {
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(
            () -> {
              Settings s =
                  file == null ? Settings.of(assignments) : Settings.load(file, assignments);
              s.data();
              s.palette();
              s.model();
              s.train();
              s.runDirectory();
            })
        .satisfies(e -> assertThat(e.getMessage()).contains(parts));
  }

  private String write(String text) throws IOException {
    return Files.writeString(directory.resolve("my settings.conf"), text).toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "train.momentum=0.9 | train.optimiser=adam | only sgd has them",
        "train.nesterov=true | train.optimiser=sgd | above 0 for Nesterov",
        "train.momentum=1 | train.optimiser=sgd | a momentum below 1",
        "train.weight-decay=-1 | train.optimiser=sgd | a number, 0 or more",
        "train.keep-best=yes | train.optimiser=sgd | one of false, true"
      })
  void optimisersAndWhatIsKeptAreChecked(String one, String other, String message) {
    Settings settings = Settings.of(List.of(one, other));
    assertThatThrownBy(settings::train)
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(message);
  }

  /** The limits that reference.conf shows are those that apply where there are no settings. */
  @Test
  void picturesAreDecodedAsByDefault() {
    DataSettings data = Settings.of(List.of()).data();
    assertThat(data.decoding()).isEqualTo(DecodeOptions.defaults());
    assertThat(data.decoder(true).options()).isEqualTo(DecodeOptions.defaults());
    DataSettings upright =
        Settings.of(List.of("data.decoding.exif-orientation=true", "data.decoding.image-timeout=2"))
            .data();
    assertThat(upright.decoder(false).options()).hasToString("up to 2000 ms, upright");
    assertThatThrownBy(() -> upright.decoder(true))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("data.decoding.exif-orientation");
  }
}
