package io.perpixel.train;

import io.perpixel.nn.kernel.HostMemory;
import io.perpixel.nn.layer.PixelLayerConf;
import io.perpixel.nn.layer.TailCut;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.shade.jackson.core.JsonProcessingException;

/**
 * Identifies what the frozen head of a model computes: its layers, how they are joined, and their
 * parameters. How the tail is trained, and what it is, makes no difference.
 */
public final class HeadDigest {
  private HeadDigest() {}

  /** SHA-256 in lower-case hexadecimal. */
  public static String of(ModelFile model, TailCut cut) {
    // Without an optimiser and whatever else training adds to layers.
    ComputationGraphConfiguration plain = model.info().spec().configuration(new NoOp(), 0);
    ComputationGraph graph = model.graph();
    MessageDigest structure = Sha256.start();
    ParametersDigest parameters = new ParametersDigest();
    cut.frontier().forEach(name -> structure.update(bytes(name + "\n")));
    for (String vertex : cut.head()) {
      String line =
          vertex + " " + plain.getVertexInputs().get(vertex) + " " + json(plain, vertex) + "\n";
      structure.update(bytes(line));
      if (graph.getLayer(vertex) != null) {
        PixelLayerConf conf = (PixelLayerConf) graph.getLayer(vertex).conf().getLayer();
        conf.paramSpecs()
            .forEach(
                spec -> {
                  INDArray values = graph.getLayer(vertex).getParam(spec.key());
                  parameters.add(HostMemory.copyOfFloats(values));
                });
      }
    }
    structure.update(bytes(parameters.hex()));
    return HexFormat.of().formatHex(structure.digest());
  }

  private static String json(ComputationGraphConfiguration graph, String vertex) {
    try {
      return NeuralNetConfiguration.mapper().writeValueAsString(graph.getVertices().get(vertex));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("vertex " + vertex + " has no JSON", e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
