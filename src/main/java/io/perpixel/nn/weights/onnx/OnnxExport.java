package io.perpixel.nn.weights.onnx;

import io.perpixel.nn.model.ModelSpec;
import io.perpixel.nn.model.NamedParameters;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;

/**
 * A model as an ONNX file: the nodes of its inference, its parameters, and what a server has to
 * know besides.
 *
 * <p>One input, {@value #INPUT}, N x C x H x W, and one output of the same N, H and W: {@code
 * logits} of classes, or {@code probabilities} of a model that predicts a map. Batch, height and
 * width are open.
 */
public final class OnnxExport {
  /** Version of the operators: that of ONNX 1.12 (2022), which runtimes of all makers know. */
  public static final int OPSET = 17;

  /** Name of the input. */
  public static final String INPUT = "image";

  /** Version of the file format that came with the operators. */
  private static final int IR_VERSION = 8;

  private final ProtoMessage model;

  /**
   * The file for a graph, whose parameters must not change until it is written.
   *
   * @param version of this program
   * @param metadata whatever else a server has to know, by name
   * @throws IllegalArgumentException if a layer is none of ours, or the file would be larger than a
   *     protocol buffer can be
   */
  public OnnxExport(
      ComputationGraph graph, ModelSpec spec, String version, Map<String, String> metadata) {
    OnnxGraph onnx = new OnnxGraph(spec.name(), "Batch norms and losses as in inference.");
    onnx.input(INPUT, inputDocumentation(spec), spec.inputChannels());
    onnx.output(outputName(spec), outputDocumentation(spec), spec.outputChannels());
    addNodes(graph, onnx, outputName(spec));
    NamedParameters.of(graph).forEach(onnx::constant);
    model =
        new ProtoMessage()
            .number(1, IR_VERSION)
            .text(2, "perpixel")
            .text(3, version)
            .message(8, new ProtoMessage().text(1, "").number(2, OPSET));
    metadata.forEach(
        (key, value) -> model.message(14, new ProtoMessage().text(1, key).text(2, value)));
    model.message(7, onnx.message());
    requireSize(model.size());
  }

  /** Name of the output, which says what it is. */
  public static String outputName(ModelSpec spec) {
    return switch (spec.target()) {
      case COLOURS, CLASSES -> "logits";
      case MAP -> "probabilities";
    };
  }

  /** Bytes of the file. */
  public long size() {
    return model.size();
  }

  /** Writes the file, the same bytes each time; does not close {@code out}. */
  public void writeTo(OutputStream out) throws IOException {
    model.writeTo(out);
  }

  private static void addNodes(ComputationGraph graph, OnnxGraph onnx, String output) {
    ComputationGraphConfiguration configuration = graph.getConfiguration();
    OnnxLayers layers = new OnnxLayers(onnx, output);
    Map<String, String> values = new HashMap<>(Map.of(ModelSpec.INPUT, INPUT));
    for (int index : graph.topologicalSortOrder()) {
      GraphVertex vertex = graph.getVertices()[index];
      if (!vertex.isInputVertex()) {
        String name = vertex.getVertexName();
        List<String> inputs =
            configuration.getVertexInputs().get(name).stream().map(values::get).toList();
        values.put(name, layers.add(name, configuration.getVertices().get(name), inputs));
      }
    }
  }

  /** Protocol buffers count their bytes in 31 bits. */
  static void requireSize(long bytes) {
    if (bytes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "the ONNX file would have %,d bytes, but a protocol buffer has at most %,d: export-torch knows no such limit, or train a narrower model"
              .formatted(bytes, Integer.MAX_VALUE));
    }
  }

  private static String inputDocumentation(ModelSpec spec) {
    return "Prepared as the metadata input_* say."
        + (spec.sideMultiple() == 1
            ? ""
            : " Height and width must be multiples of %d.".formatted(spec.sideMultiple()));
  }

  private static String outputDocumentation(ModelSpec spec) {
    return switch (spec.target()) {
      case COLOURS -> "Of each pixel's colour: the palette's colour of the largest is the answer.";
      case CLASSES -> "Of each pixel's class: the class of the largest is the answer.";
      case MAP -> "Of each pixel, from 0 to 1.";
    };
  }
}
