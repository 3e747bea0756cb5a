package io.perpixel.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.perpixel.nn.model.ModelSpec;
import io.perpixel.nn.model.ModelSpecs;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ArrayContentTest {
  @Test
  void bytesAreThoseOfNd4j() throws IOException {
    ModelSpec spec = ModelSpecs.of("colour-unet", Map.of());
    ComputationGraph graph = new ComputationGraph(spec.configuration(new TorchAdam(0.01), 1));
    graph.init();
    INDArray large = Nd4j.rand(DataType.FLOAT, 1, (1 << 20) + 3);
    INDArray[] arrays = {graph.params(), graph.getUpdater().getStateViewArray(), large};
    for (INDArray array : arrays) {
      ByteArrayOutputStream expected = new ByteArrayOutputStream();
      Nd4j.write(array, new DataOutputStream(expected));
      ByteArrayOutputStream found = new ByteArrayOutputStream();
      new ArrayContent(array).writeTo(found);
      assertThat(found.toByteArray()).isEqualTo(expected.toByteArray());
    }
  }
}
