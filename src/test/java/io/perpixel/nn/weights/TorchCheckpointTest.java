package io.perpixel.nn.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.perpixel.testing.Npy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TorchCheckpointTest {
  static final Path FIXTURES = Path.of("src/test/resources/torch");

  private static final Map<String, TorchDtype> DTYPES =
      Map.of(
          "torch.float32", TorchDtype.FLOAT32,
          "torch.float64", TorchDtype.FLOAT64,
          "torch.float16", TorchDtype.FLOAT16,
          "torch.bfloat16", TorchDtype.BFLOAT16,
          "torch.int64", TorchDtype.INT64,
          "torch.int32", TorchDtype.INT32,
          "torch.int16", TorchDtype.INT16,
          "torch.int8", TorchDtype.INT8,
          "torch.uint8", TorchDtype.UINT8,
          "torch.bool", TorchDtype.BOOL);

  static Stream<String> fixtures() throws IOException {
    List<String> names = new ArrayList<>();
    expected().fieldNames().forEachRemaining(names::add);
    assertThat(names).hasSizeGreaterThan(20);
    return names.stream();
  }

  /** What PyTorch itself reads from each file, written by make_fixtures.py. */
  @ParameterizedTest
  @MethodSource("fixtures")
  void readsWhatPyTorchReads(String file) throws IOException {
    Map<String, TorchTensor> tensors = TorchCheckpoint.read(FIXTURES.resolve(file));
    JsonNode expected = expected().get(file);
    List<String> names = new ArrayList<>();
    expected.forEach(tensor -> names.add(tensor.get("name").asText()));
    assertThat(tensors.keySet()).containsExactlyElementsOf(names);
    for (JsonNode tensor : expected) {
      TorchTensor actual = tensors.get(tensor.get("name").asText());
      assertThat(actual.dtype()).isEqualTo(DTYPES.get(tensor.get("dtype").asText()));
      assertThat(actual.shape()).isEqualTo(longs(tensor.get("shape")));
      assertSameValues(actual, tensor);
    }
  }

  private static void assertSameValues(TorchTensor actual, JsonNode tensor) throws IOException {
    JsonNode values = tensor.get("values");
    assertThat(actual.size()).isEqualTo(values.size());
    double[] doubles = new double[values.size()];
    float[] floats = new float[values.size()];
    for (int i = 0; i < doubles.length; i++) {
      JsonNode v = values.get(i);
      doubles[i] = v.isBoolean() ? (v.asBoolean() ? 1 : 0) : parse(v);
      floats[i] = (float) doubles[i];
    }
    assertThat(actual.doubles()).as(tensor.get("name").asText()).isEqualTo(doubles);
    assertThat(actual.floats()).as(tensor.get("name").asText()).isEqualTo(floats);
  }

  private static double parse(JsonNode value) {
    return switch (value.asText()) {
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      case "nan" -> Double.NaN;
      default -> value.doubleValue();
    };
  }

  @ParameterizedTest
  @CsvSource({"cnn,37", "unet,37", "generator,54", "deeplab,218"})
  void bothErasHoldTheSame(String model, int keys) throws IOException {
    Map<String, TorchTensor> zip = TorchCheckpoint.read(Npy.golden(model + "/state.pth"));
    Map<String, TorchTensor> legacy = TorchCheckpoint.read(Npy.golden(model + "/state_legacy.pth"));
    assertThat(zip).hasSize(keys);
    assertThat(legacy.keySet()).containsExactlyElementsOf(zip.keySet());
    for (String name : zip.keySet()) {
      assertThat(legacy.get(name).shape()).isEqualTo(zip.get(name).shape());
      assertThat(legacy.get(name).dtype()).isEqualTo(zip.get(name).dtype());
      assertThat(legacy.get(name).doubles()).isEqualTo(zip.get(name).doubles());
    }
  }

  /**
   * Adam's first step moves a parameter by the learning rate, 0.01, or less: so they are the same.
   */
  @ParameterizedTest
  @ValueSource(strings = {"cnn", "unet"})
  void parametersAreOneAdamStepFromThoseAfter(String model) throws IOException {
    Map<String, TorchTensor> state = TorchCheckpoint.read(Npy.golden(model + "/state.pth"));
    int compared = 0;
    for (Map.Entry<String, TorchTensor> entry : state.entrySet()) {
      Path file = Npy.golden("cnn").resolveSibling(model + "/after/" + entry.getKey() + ".npy");
      if (!Files.exists(file) || entry.getKey().contains("running")) {
        continue;
      }
      Npy after = Npy.read(file);
      assertThat(Arrays.stream(entry.getValue().shape()).mapToInt(i -> (int) i).toArray())
          .isEqualTo(after.shape());
      assertThat(entry.getValue().floats()).containsExactly(after.floats(), within(0.010001f));
      compared++;
    }
    assertThat(compared).isEqualTo(17);
  }

  @Test
  void theThreeFilesOfVggHoldTheSameUnderOurNames() throws IOException {
    Map<String, float[]> first = vgg("torchvision_keys.pth");
    assertThat(first).hasSize(26).containsKeys("conv1_1.weight", "conv5_3.bias");
    for (String file : List.of("dotted_keys_legacy.pth", "underscore_keys.pth")) {
      Map<String, float[]> other = vgg(file);
      assertThat(other.keySet()).containsExactlyElementsOf(first.keySet());
      first.forEach((name, values) -> assertThat(other.get(name)).isEqualTo(values));
    }
  }

  private static Map<String, float[]> vgg(String file) throws IOException {
    Map<String, float[]> values = new LinkedHashMap<>();
    for (var entry : TorchCheckpoint.read(Npy.golden("vgg/" + file)).entrySet()) {
      if (!entry.getKey().startsWith("classifier.")) {
        values.put(VggNames.rename(entry.getKey()), entry.getValue().floats());
      }
    }
    return values;
  }

  @Test
  void readsFromMemoryToo() throws IOException {
    byte[] bytes = Files.readAllBytes(FIXTURES.resolve("module.pth"));
    assertThat(TorchCheckpoint.read(CheckpointSource.of("memory", bytes)).get("final.bias").size())
        .isEqualTo(3);
  }

  private static JsonNode expected() throws IOException {
    return new ObjectMapper().readTree(FIXTURES.resolve("expected.json").toFile());
  }

  private static long[] longs(JsonNode numbers) {
    long[] values = new long[numbers.size()];
    Arrays.setAll(values, i -> numbers.get(i).asLong());
    return values;
  }
}
