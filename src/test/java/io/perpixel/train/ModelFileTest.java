package io.perpixel.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.perpixel.nn.model.ColourNet;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

class ModelFileTest {
  private static final ColourNet SPEC = new ColourNet(true, 3, 4, 5, 1);

  /** Zeros, which pack to a thousandth. */
  private static final int BOMB = 64 << 20;

  private static ModelFile model() {
    ComputationGraph graph = new ComputationGraph(SPEC.configuration(new TorchAdam(0.01), 3));
    graph.init();
    graph.getUpdater().getStateViewArray().assign(Nd4j.rand(1, 1).getDouble(0));
    graph.getConfiguration().setIterationCount(17);
    graph.getConfiguration().setEpochCount(2);
    return new ModelFile(graph, new ModelInfo(SPEC, "grey,to-tensor=256", Optional.of("{}")));
  }

  private static byte[] bytes(ModelFile model) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    model.write(out, true);
    return out.toByteArray();
  }

  @Test
  void comesBackAsItWas() throws IOException {
    ModelFile model = model();
    ModelFile read = ModelFile.read(bytes(model), "m");
    assertThat(read.info()).isEqualTo(model.info());
    assertThat(read.parametersSha256()).isEqualTo(model.parametersSha256());
    assertThat(read.graph().getUpdater().getStateViewArray())
        .isEqualTo(model.graph().getUpdater().getStateViewArray());
    assertThat(read.graph().getConfiguration().getIterationCount()).isEqualTo(17);
    assertThat(read.graph().getConfiguration().getEpochCount()).isEqualTo(2);
    assertThat(bytes(read)).isEqualTo(bytes(model));
  }

  @Test
  void progressWithinAnEpochIsExact() throws IOException {
    EpochProgress progress = new EpochProgress(3, 25, 0.1 + 0.2);
    ModelFile read = ModelFile.readCheckpoint(bytes(model().at(progress)), "m");
    assertThat(read.progress()).isEqualTo(progress);
    assertThat(ModelFile.read(bytes(model()), "m").progress()).isEqualTo(EpochProgress.NONE);
    assertThatThrownBy(() -> new EpochProgress(3, 2, 1)).hasMessageContaining("3 steps with 2");
  }

  @Test
  void isDl4jsOwnFormat() throws IOException {
    ModelFile model = model();
    ComputationGraph read =
        ModelSerializer.restoreComputationGraph(new ByteArrayInputStream(bytes(model)), true);
    assertThat(read.params()).isEqualTo(model.graph().params());
  }

  @Test
  void damageAndOtherFilesAreNamed() throws IOException {
    byte[] good = bytes(model());
    for (int length : new int[] {0, 10, 400, good.length / 2, good.length - 600}) {
      assertThatThrownBy(() -> ModelFile.read(Arrays.copyOf(good, length), "models/m.zip"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("models/m.zip");
    }
    byte[] flipped = good.clone();
    flipped[good.length / 2] ^= 1;
    assertThatThrownBy(() -> ModelFile.read(flipped, "m.zip"))
        .hasMessageContaining("m.zip is damaged");
    byte[] unnamed = good.clone();
    unnamed[30] = (byte) 0xff;
    assertThatThrownBy(() -> ModelFile.read(unnamed, "m.zip"))
        .as("a name that is no text")
        .isInstanceOf(IOException.class)
        .hasMessageContaining("m.zip is damaged");
  }

  @Test
  void partsThatAreSomethingElseAreNamed() throws IOException {
    byte[] text = "{\"format\": 1".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> ModelFile.read(withEntry("perpixel.json", text), "m.zip"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("m.zip: what it says of its model is no JSON");
    assertThatThrownBy(() -> ModelFile.read(withEntry("coefficients.bin", new byte[3]), "m.zip"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("m.zip: coefficients.bin is damaged: it is cut short");
  }

  /** Where entries are compressed, their sizes are not known before they are read. */
  @Test
  void whatUnfoldsToMoreThanIsExpectedIsNotRead() throws IOException {
    for (String name :
        List.of(
            "perpixel.json", "configuration.json", "coefficients.bin", "updaterState.bin", "x")) {
      byte[] bomb = withEntry(name, new byte[BOMB]);
      assertThat(bomb.length).as("of %s", name).isLessThan(BOMB / 100);
      long before = allocated();
      assertThatThrownBy(() -> ModelFile.read(bomb, "m.zip"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("m.zip is damaged")
          .hasMessageContaining(name + " unfolds to more than the ")
          .hasMessageContaining("bytes that it may have in a model like this");
      assertThat(allocated() - before).as("bytes for %s", name).isLessThan(BOMB / 2);
    }
  }

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }

  @Test
  void entriesThatAreNestedWithoutEndAreNoGraph() throws IOException {
    byte[] nested = "[".repeat(2_000_000).getBytes(StandardCharsets.UTF_8);
    for (String name : List.of("perpixel.json", "configuration.json")) {
      byte[] file = withEntry(name, nested);
      assertThatThrownBy(() -> ModelFile.read(file, "m.zip")).isInstanceOf(IOException.class);
    }
  }

  @Test
  void filesThatSomebodyPackedAgainAreRead() throws IOException {
    ModelFile model = model();
    // As a shell sorts them: the configuration comes after the parameters that it describes.
    Map<String, byte[]> entries = new TreeMap<>(entries(bytes(model)));
    entries.put("README", new byte[1000]);
    assertThat(bytes(ModelFile.readCheckpoint(packed(entries), "m"))).isEqualTo(bytes(model));
  }

  @Test
  void twoEntriesOfOneNameAreRefused() throws IOException {
    Map<String, byte[]> entries = entries(bytes(model()));
    entries.put("coefficients_bin", entries.get("coefficients.bin"));
    String twice =
        new String(packed(entries), StandardCharsets.ISO_8859_1).replace("nts_bin", "nts.bin");
    byte[] file = twice.getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> ModelFile.read(file, "m.zip"))
        .hasMessageContaining("m.zip is damaged")
        .hasMessageContaining("two entries coefficients.bin");
  }

  /** A whole model but for one entry, which comes last if no model has it. */
  private static byte[] withEntry(String name, byte[] content) throws IOException {
    Map<String, byte[]> entries = entries(bytes(model()));
    entries.put(name, content);
    return packed(entries);
  }

  /** Compressed, as zip tools do it. */
  private static byte[] packed(Map<String, byte[]> entries) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
      }
    }
    return out.toByteArray();
  }

  private static Map<String, byte[]> entries(byte[] file) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(file))) {
      for (ZipEntry e = in.getNextEntry(); e != null; e = in.getNextEntry()) {
        entries.put(e.getName(), in.readAllBytes());
      }
    }
    return entries;
  }
}
