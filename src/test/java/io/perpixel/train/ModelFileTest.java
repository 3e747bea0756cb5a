package io.perpixel.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perpixel.nn.model.ColourNet;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

class ModelFileTest {
  private static final ColourNet SPEC = new ColourNet(true, 3, 4, 5, 1);

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

  /** A whole model but for one entry. */
  private static byte[] withEntry(String name, byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(bytes(model())));
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (ZipEntry e = in.getNextEntry(); e != null; e = in.getNextEntry()) {
        zip.putNextEntry(new ZipEntry(e.getName()));
        zip.write(e.getName().equals(name) ? content : in.readAllBytes());
      }
    }
    return out.toByteArray();
  }
}
