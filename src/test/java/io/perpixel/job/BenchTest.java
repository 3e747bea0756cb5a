package io.perpixel.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchTest {
  private String out;
  private String err;

  private int bench(String model, String settings, String input, String... more) {
    List<String> args = new ArrayList<>(List.of("bench", "--model", model, "--input", input));
    for (String setting : settings.split(" ")) {
      args.addAll(List.of("--set", setting));
    }
    args.addAll(List.of(more));
    CommandRun run = CommandRun.of(args);
    out = run.out();
    err = run.err();
    return run.code();
  }

  @ParameterizedTest
  @CsvSource({
    "colour-unet, filters=4, 1x8x12, train",
    "colour-cnn, filters=4, 1x8x12, infer",
    "saliency, 'widths=4,4,4,4,4 head=2', 3x32x16, train",
    "saliency, 'widths=4,4,4,4,4 head=2 loss=bce-pooled', 3x32x16, train",
    "saliency, 'widths=4,4,4,4,4 head=2', 3x32x16, infer"
  })
  void everyModelIsTimed(String model, String settings, String input, String mode)
      throws JsonProcessingException {
    String[] options = {"--batch", "2", "--mode", mode, "--warm-up", "1", "--steps", "3", "--json"};
    assertThat(bench(model, settings, input, options)).as(err).isZero();
    JsonNode json = new ObjectMapper().readTree(out);
    double step = json.at("/step_ms").asDouble();
    assertThat(step).isPositive();
    assertThat(json.at("/images_per_second").asDouble() * step / 2000).isBetween(0.999, 1.001);
    assertThat(json.at("/peak_rss_mb").asLong()).isPositive();
    assertThat(json.at("/kernels").asText()).isNotBlank();
  }

  @ParameterizedTest
  @CsvSource({
    "saliency, head=2, 3x32x17, train, 32 x 16",
    "saliency, head=2, 1x32x32, train, takes 3",
    "saliency, head=2, 32x32, train, CxHxW",
    "saliency, loss=mse, 3x32x32, train, bce-pooled",
    "colour-cnn, loss=bce, 1x32x32, train, model.loss",
    "colour-cnn, filters=4, 1x32x32, test, train or infer"
  })
  void wrongUsageIsNamed(
      String model, String settings, String input, String mode, String expected) {
    assertThat(bench(model, settings, input, "--mode", mode)).isEqualTo(2);
    assertThat(err).contains(expected);
  }

  @Test
  void numbersAreChecked() {
    for (String option : List.of("--threads=0", "--steps=0", "--batch=0", "--warm-up=-1")) {
      assertThat(bench("colour-cnn", "filters=4", "1x32x32", option)).as(option).isEqualTo(2);
      assertThat(err).contains("--batch, --steps and --threads must be at least 1");
    }
  }
}
