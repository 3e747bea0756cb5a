package io.perpixel.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HistoryTest {
  private static final EpochRecord FIRST = epoch(1, 2.25);

  @TempDir Path directory;

  @Test
  void oneEpochIsOneLineWithTheSpecifiedKeys() {
    assertThat(text(History.of(List.of(FIRST))))
        .isEqualTo(
            "{\"epoch\":1,\"train_loss\":2.5,\"validation_loss\":2.25,\"accuracy\":0.5,"
                + "\"images_per_second\":280.5,\"seconds\":17.8,\"learning_rate\":0.001}\n");
  }

  @Test
  void anEmptyHistoryIsAnEmptyFile() throws IOException {
    assertThat(History.empty().toBytes()).isEmpty();
    assertThat(parse("").epochs()).isEmpty();
    assertThat(parse("\n \r\n").epochs()).isEmpty();
    assertThat(History.empty().medianOfLast(5, EpochRecord::trainLoss)).isNaN();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 1000})
  void readsBackEveryBit(int epochs) throws IOException {
    Random random = new Random(epochs);
    History history = History.empty();
    for (int i = 1; i <= epochs; i++) {
      Map<String, Double> metrics = new LinkedHashMap<>();
      metrics.put("mean_iou", random.nextDouble());
      metrics.put("\"hostile\\\n\u2028 näme", Double.longBitsToDouble(random.nextLong()));
      history =
          history.with(
              new EpochRecord(
                  i * 3, special(random), special(random), metrics, 1 / 3.0, 1e-300, 1e-3));
    }
    Path file = directory.resolve("deep/run/history.jsonl");
    AtomicFile.write(file, Content.of(history.toBytes()));
    History back = History.read(file);
    assertThat(back.epochs()).isEqualTo(history.epochs());
    assertThat(back.epochs().get(0).metrics().keySet().iterator().next()).isEqualTo("mean_iou");
    assertThat(back.warning()).isEmpty();
    assertThat(Files.readAllLines(file)).hasSize(epochs).allMatch(line -> !line.contains("NaN"));
  }

  @Test
  void divergedNumbersAreStrictJsonAndComeBack() throws IOException {
    EpochRecord diverged =
        new EpochRecord(
            1,
            Double.NaN,
            Double.POSITIVE_INFINITY,
            Map.of("m", Double.NEGATIVE_INFINITY),
            1,
            1,
            1);
    String line = text(History.of(List.of(diverged)));
    assertThat(line).contains("\"train_loss\":null", "\"validation_loss\":1e999", "\"m\":-1e999");
    assertThat(parse(line).epochs()).containsExactly(diverged);
  }

  @Test
  void aTornLastLineIsReportedAndLeftOut() throws IOException {
    String whole = text(History.of(List.of(FIRST, epoch(2, 2))));
    int firstLine = whole.indexOf('\n') + 1;
    for (int cut = firstLine + 1; cut < whole.length() - 1; cut++) {
      History history = parse(whole.substring(0, cut));
      assertThat(history.epochs()).containsExactly(FIRST);
      assertThat(history.warning()).get().asString().startsWith("h.jsonl, line 2: incomplete");
    }
    assertThat(parse(whole.substring(0, whole.length() - 1)).epochs()).hasSize(2);
    assertThat(parse(whole.substring(0, firstLine) + "\0\0\0\0").epochs()).containsExactly(FIRST);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"epoch\":1\n{\"epoch\":2}\n",
        "[1]\n",
        "7\n",
        "{}\n",
        "{\"epoch\":\"1\"}\n",
        "{\"epoch\":0}\n",
        "{\"epoch\":1.5}\n",
        "{\"epoch\":99999999999}\n",
        "{\"epoch\":1,\"train_loss\":\"NaN\"}\n",
        "{\"epoch\":1,\"train_loss\":NaN}\n",
        "{\"epoch\":1,\"epoch\":2}\n",
        "{\"epoch\":1} {\"epoch\":2}\n",
        "{\"epoch\":1,\"iou\":[0.5]}\n",
        "\0\n"
      })
  void damageIsRefusedWithFileAndLine(String content) {
    assertThatIOException().isThrownBy(() -> parse(content)).withMessageContaining("h.jsonl, line");
  }

  @Test
  void epochsIncrease() {
    History history = History.of(List.of(FIRST, epoch(4, 1)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> history.with(epoch(4, 1)))
        .withMessage("epoch 4 cannot follow epoch 4");
    assertThatIOException()
        .isThrownBy(() -> parse("{\"epoch\":2}\n{\"epoch\":2}\n"))
        .withMessage("h.jsonl, line 2: epoch 2 cannot follow epoch 2");
    assertThat(history.upTo(3).epochs()).containsExactly(FIRST);
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoch", "train_loss", "learning_rate", " ", ""})
  void metricsCannotTakeTheNamesOfOtherKeys(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EpochRecord(1, 1, 1, Map.of(name, 1.0), 1, 1, 1))
        .withMessageContaining("\"" + name + "\"");
  }

  @Test
  void mediansLeaveOutNaN() {
    History history =
        History.of(
            List.of(
                epoch(1, 100),
                epoch(2, 5),
                epoch(3, Double.NaN),
                epoch(4, 1),
                epoch(5, 3),
                epoch(6, 2)));
    assertThat(history.medianOfLast(5, EpochRecord::validationLoss)).isEqualTo(2.5);
    assertThat(history.medianOfLast(3, EpochRecord::validationLoss)).isEqualTo(2);
    assertThat(history.medianOfLast(50, EpochRecord::validationLoss)).isEqualTo(3);
    assertThat(history.medianOfLast(5, e -> e.metric("absent"))).isNaN();
  }

  @Test
  void rewritingLeavesNothingBeside() throws IOException {
    Path file = directory.resolve("history.jsonl");
    AtomicFile.write(file, Content.of(new byte[1]));
    AtomicFile.write(file, Content.of(History.of(List.of(FIRST)).toBytes()));
    assertThat(History.read(file).epochs()).containsExactly(FIRST);
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactly(file);
    }
    Files.createDirectories(directory.resolve("taken/inside"));
    assertThatIOException()
        .isThrownBy(() -> AtomicFile.write(directory.resolve("taken"), Content.of(new byte[1])));
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactlyInAnyOrder(file, directory.resolve("taken"));
    }
  }

  private static double special(Random random) {
    double[] values = {Double.NaN, Double.NEGATIVE_INFINITY, -0.0, Double.MIN_VALUE, 0.1};
    return random.nextBoolean() ? random.nextGaussian() : values[random.nextInt(values.length)];
  }

  private static EpochRecord epoch(int epoch, double validationLoss) {
    return new EpochRecord(epoch, 2.5, validationLoss, Map.of("accuracy", 0.5), 280.5, 17.8, 1e-3);
  }

  private static String text(History history) {
    return new String(history.toBytes(), StandardCharsets.UTF_8);
  }

  private static History parse(String content) throws IOException {
    return History.parse(content.getBytes(StandardCharsets.UTF_8), "h.jsonl");
  }
}
