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
import org.junit.jupiter.params.provider.ValueSource;

class DescribeTest {
  private String out;
  private String err;

  @Test
  void printsFormulasAndNumbersAtBothSizes() {
    assertThat(run("--model", "colour-cnn", "--input", "1x32x32")).isZero();
    assertThat(out)
        .contains(
            "27NF+4NC+72NF^2+9NF*NC+9NC^2 = 86,784",
            "2368NF+2304NC = 131,072",
            "9216NF+8064NF^2+2304NF*NC+9216NC^2 = 15,630,336",
            "9472NF+9216NC = 524,288",
            "36864NF+32256NF^2+9216NF*NC+36864NC^2 = 62,521,344");
  }

  @Test
  void saliencyAtItsPublishedSizes() throws JsonProcessingException {
    assertThat(run("--model", "saliency", "--input", "3x224x224", "--batch", "2")).isZero();
    assertThat(out)
        .contains("34,626,881", "conv 3x3, ReLU", "bilinear x2", "1x224x224")
        .satisfies(text -> assertThat(text.lines()).allMatch(line -> line.length() <= 100));
    assertThat(run("--json", "--model", "saliency", "--set", "head=64", "--input", "3x224x224"))
        .isZero();
    JsonNode json = new ObjectMapper().readTree(out);
    assertThat(json.at("/sizes/0/parameters").asLong()).isEqualTo(31_787_009);
    assertThat(json.at("/sizes/0/parameters_formula").asText()).isEqualTo("31676225+1155NH+9NH^2");
    assertThat(run("--model", "saliency", "--input", "3x225x224")).isEqualTo(2);
    assertThat(err).contains("multiples of 16", "224 x 224");
  }

  @Test
  void deepLabTrainedWholeAndAtItsLastLayer() throws JsonProcessingException {
    assertThat(run("--model", "deeplabv3", "--input", "3x224x224", "--batch", "1")).isZero();
    assertThat(out)
        .contains("58,630,997", "conv 3x3 d36", "sum, ReLU", "only classifier.4")
        .satisfies(text -> assertThat(text.lines()).allMatch(line -> line.length() <= 100));
    assertThat(
            run(
                "--json",
                "--model",
                "deeplabv3",
                "--set",
                "classes=2",
                "--batch",
                "1",
                "--input",
                "3x224x224"))
        .isZero();
    JsonNode size = new ObjectMapper().readTree(out).at("/sizes/0");
    assertThat(size.at("/parameters").asLong()).isEqualTo(58_626_114);
    JsonNode last = size.at("/memory_bytes_last_layer");
    assertThat(last.at("/gradients").asLong()).isEqualTo(514 * Float.BYTES);
    assertThat(last.at("/optimiser").asLong()).isEqualTo(2 * 514 * Float.BYTES);
    // The head's input, its logits and their resizing; nothing of the backbone.
    assertThat(last.at("/activations").asLong())
        .isLessThan(Float.BYTES * (28L * 28 * (256 + 2) + 224L * 224 * (2 + 2 + 3)) + 1);
    JsonNode compute = size.at("/multiplications_last_layer");
    assertThat(compute.at("/weight_gradients").asLong()).isEqualTo(28L * 28 * 256 * 2);
    assertThat(compute.at("/input_gradients").asLong()).isZero();
    assertThat(compute.at("/total_from_kept_features").asLong()).isEqualTo(2 * 28L * 28 * 256 * 2);
    long forward = compute.at("/forward").asLong();
    assertThat(forward).isEqualTo(size.at("/connections").asLong());
    // All gradients but that of the image.
    assertThat(size.at("/multiplications/total").asLong())
        .isEqualTo(3 * forward - 112L * 112 * 64 * 3 * 7 * 7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"filters=32", "filters=512", "kernel=11", "colours=256"})
  void fitsTheTerminal(String setting) {
    assertThat(run("--model", "colour-unet", "--set", setting, "--input", "1x256x256")).isZero();
    assertThat(out.lines()).allMatch(line -> line.length() <= 100);
  }

  @Test
  void jsonSaysTheSame() throws JsonProcessingException {
    int code =
        run(
            "--json",
            "--model",
            "colour-unet",
            "--set",
            "filters=8",
            "--set",
            "channels=3",
            "--batch",
            "10",
            "--input",
            "3x32x64");
    assertThat(code).isZero();
    JsonNode json = new ObjectMapper().readTree(out);
    assertThat(json.at("/settings/filters").asText()).isEqualTo("8");
    JsonNode first = json.at("/sizes/0");
    JsonNode doubled = json.at("/sizes/1");
    assertThat(first.at("/input").asText()).isEqualTo("3x32x64");
    assertThat(doubled.at("/input").asText()).isEqualTo("3x64x128");
    long sum = 0;
    for (JsonNode layer : first.at("/layers")) {
      sum += layer.at("/connections").asLong();
    }
    assertThat(sum).isPositive().isEqualTo(first.at("/connections").asLong());
    assertThat(doubled.at("/connections").asLong()).isEqualTo(4 * sum);
    assertThat(first.at("/memory_bytes/total").asLong())
        .isGreaterThan(first.at("/memory_bytes_last_layer/total").asLong());
    assertThat(first.at("/parameters_general_formula").asText()).contains("k^2*NI");
  }

  @ParameterizedTest
  @CsvSource({
    "colour-net, filters=8, 1x32x32, colour-unet",
    "colour-unet, filter=8, 1x32x32, filters",
    "colour-unet, kernel=4, 1x32x32, odd",
    "colour-unet, filters=8, 32x32, 1x32x32",
    "colour-unet, filters=8, 0x32x32, takes 1 channel",
    "colour-unet, filters=8, 3x32x32, --input 1x32x32",
    "colour-unet, filters=8, 1x30x32, 32 x 32",
    "colour-unet, filters=8, 1x0x32, 4 x 32",
    "colour-unet, filters=1000000000, 1x32x32, too large",
    "colour-unet, filters=8, 1x999999999999x32, expected channels"
  })
  void wrongUsageIsNamed(String model, String setting, String input, String expected) {
    assertThat(run("--model", model, "--set", setting, "--input", input)).isEqualTo(2);
    assertThat(err).contains(expected).doesNotContain("\tat ");
    assertThat(out).isEmpty();
  }

  private int run(String... args) {
    List<String> all = new ArrayList<>(List.of("describe"));
    all.addAll(List.of(args));
    CommandRun run = CommandRun.of(all);
    out = run.out();
    err = run.err();
    return run.code();
  }
}
