package io.perpixel.nn.weights.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.perpixel.nn.kernel.CountedPixels;
import io.perpixel.nn.kernel.HostMemory;
import io.perpixel.nn.kernel.KernelChoice;
import io.perpixel.nn.kernel.Kernels.Interpolation;
import io.perpixel.nn.kernel.Nhwc;
import io.perpixel.nn.layer.BatchNorm;
import io.perpixel.nn.layer.Conv2d;
import io.perpixel.nn.layer.InferencePlan;
import io.perpixel.nn.layer.MaxPool;
import io.perpixel.nn.layer.MeanPool;
import io.perpixel.nn.layer.PixelLayerConf;
import io.perpixel.nn.layer.PixelSoftmaxLoss;
import io.perpixel.nn.layer.ResizeLike;
import io.perpixel.nn.layer.Upsample;
import io.perpixel.nn.model.ColourNet;
import io.perpixel.nn.model.ModelSpec;
import io.perpixel.nn.model.ModelSpecs;
import io.perpixel.testing.OnnxSession;
import io.perpixel.testing.RandomModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Sgd;

/** ONNX Runtime computes from the file what our kernels compute from the graph. */
class OnnxExportTest {
  /** Of the largest output, or of 1 if that is smaller. */
  private static final double CLOSE = 1e-4;

  private static final int CHANNELS = 3;

  @AfterEach
  void restoreKernels() {
    KernelChoice.use("auto");
  }

  static Stream<Arguments> models() {
    return Stream.of(
        Arguments.of("colour-cnn", Map.of("filters", "4", "colours", "5"), 4),
        Arguments.of("colour-unet", Map.of("filters", "4", "kernel", "5", "channels", "3"), 4),
        Arguments.of("saliency", Map.of("widths", "4,8,12,16,16", "head", "8"), 16),
        Arguments.of(
            "deeplabv3",
            Map.of("blocks", "1,2,2,1", "base", "3", "aspp", "4", "rates", "1,2,12"),
            11));
  }

  /** One file serves every batch and size. */
  @ParameterizedTest
  @MethodSource("models")
  void everyModelInEveryBatchAndSize(String name, Map<String, String> settings, int side)
      throws IOException {
    ModelSpec spec = ModelSpecs.of(name, settings);
    ComputationGraph graph = RandomModel.of(spec);
    try (OnnxSession onnx = new OnnxSession(bytes(graph, spec))) {
      for (String family : new String[] {"onednn", "nd4j"}) {
        KernelChoice.use(family);
        InferencePlan plan = new InferencePlan(graph);
        for (int[] size : new int[][] {{1, 1, 1}, {3, 2, 5}, {2, 4, 3}}) {
          assertAgrees(onnx, plan, size[0], size[1] * side, size[2] * side, spec.inputChannels());
        }
      }
    }
  }

  static Stream<Arguments> layers() {
    return Stream.of(
            new Conv2d(CHANNELS, 2, 1).withStride(2),
            new Conv2d(CHANNELS, 2, 3).withStride(3).withDilation(2).withRelu(),
            new Conv2d(CHANNELS, 2, 4).withoutBias(),
            new Conv2d(CHANNELS, 4, 7).withStride(2),
            new BatchNorm(CHANNELS, false),
            new BatchNorm(CHANNELS, true),
            new MaxPool(2),
            new MaxPool(3, 1, 1),
            new MaxPool(3, 2, 1),
            new MaxPool(5, 3, 2),
            new MeanPool(),
            new Upsample(3, Interpolation.NEAREST),
            new Upsample(2, Interpolation.BILINEAR),
            new Upsample(5, Interpolation.BILINEAR))
        .map(layer -> Arguments.of(layer.operation(), layer));
  }

  /** Sizes that strides and windows do not divide, and a single row. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("layers")
  void everyLayerInItsSettings(String operation, PixelLayerConf layer) throws IOException {
    GraphBuilder graph = graph().addLayer("layer", layer, ModelSpec.INPUT);
    int channels = layer.output(new Nhwc(1, 8, 8, CHANNELS)).channels();
    assertAgrees(graph, "layer", channels, new int[][] {{1, 7, 7}, {2, 11, 8}, {1, 5, 23}});
  }

  /** Smaller in one direction and larger in the other, by no whole factor; and from one pixel. */
  @Test
  void resizingToAnotherTensorsSize() throws IOException {
    GraphBuilder graph =
        graph()
            .addLayer("coarse", new MaxPool(5, 3, 0), ModelSpec.INPUT)
            .addVertex("back", new ResizeLike(true), "coarse", ModelSpec.INPUT)
            .addLayer("fine", new Upsample(2, Interpolation.NEAREST), "back")
            .addVertex("down", new ResizeLike(false), "fine", "coarse")
            .addVertex("up", new ResizeLike(true), "down", ModelSpec.INPUT);
    assertAgrees(graph, "up", CHANNELS, new int[][] {{1, 5, 5}, {2, 13, 8}, {1, 6, 31}});
  }

  private static GraphBuilder graph() {
    return new NeuralNetConfiguration.Builder()
        .updater(new Sgd(0.1))
        .graphBuilder()
        .addInputs(ModelSpec.INPUT);
  }

  private static void assertAgrees(
      GraphBuilder builder, String last, int outChannels, int[][] sizes) throws IOException {
    ComputationGraphConfiguration configuration =
        builder
            .addLayer(ModelSpec.OUTPUT, new PixelSoftmaxLoss(CountedPixels.ALL), last)
            .setOutputs(ModelSpec.OUTPUT)
            .build();
    ComputationGraph graph = RandomModel.of(configuration);
    InferencePlan plan = new InferencePlan(graph);
    ModelSpec spec = new ColourNet(false, 3, 1, outChannels, CHANNELS);
    try (OnnxSession onnx = new OnnxSession(bytes(graph, spec))) {
      for (int[] size : sizes) {
        assertAgrees(onnx, plan, size[0], size[1], size[2], CHANNELS);
      }
    }
  }

  private static void assertAgrees(
      OnnxSession onnx, InferencePlan plan, int batch, int height, int width, int channels)
      throws IOException {
    INDArray nchw = RandomModel.gaussian(height, batch, channels, height, width);
    INDArray expected = plan.run(nchw.permute(0, 2, 3, 1).dup('c')).permute(0, 3, 1, 2).dup('c');
    OnnxSession.Array found = onnx.run(HostMemory.copyOfFloats(nchw), nchw.shape());
    assertThat(found.shape()).isEqualTo(expected.shape());
    float[] values = HostMemory.copyOfFloats(expected);
    double largest = 1;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    for (int i = 0; i < values.length; i++) {
      assertThat((double) found.values()[i])
          .as("value %d of %d x %d", i, height, width)
          .isCloseTo(values[i], within(CLOSE * largest));
    }
  }

  @Test
  void namesSizesAndMetadataAreInTheFile() throws Exception {
    ModelSpec spec = ModelSpecs.of("saliency", Map.of("widths", "1,1,1,1,1", "head", "1"));
    ComputationGraph graph = RandomModel.of(spec);
    OnnxExport export = new OnnxExport(graph, spec, "1.2", Map.of("key", "\u00e9t\u00e9"));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    export.writeTo(bytes);
    assertThat(export.size()).isEqualTo(bytes.size());
    try (OnnxSession onnx = new OnnxSession(bytes.toByteArray())) {
      assertThat(onnx.session().getInputInfo().toString())
          .contains("image", "FLOAT", "[-1, 3, -1, -1]", "batch", "height", "width");
      assertThat(onnx.session().getOutputInfo().toString())
          .contains("probabilities", "[-1, 1, -1, -1]");
      assertThat(onnx.session().getMetadata().getProducerName()).isEqualTo("perpixel");
      assertThat(onnx.session().getMetadata().getGraphName()).isEqualTo("saliency");
      assertThat(onnx.session().getMetadata().getCustomMetadata())
          .containsExactly(Map.entry("key", "\u00e9t\u00e9"));
    }
  }

  @Test
  void layersThatHaveNoNodesAreNamed() {
    ComputationGraph graph =
        new ComputationGraph(
            graph()
                .addLayer("tanh", new ActivationLayer(Activation.TANH), ModelSpec.INPUT)
                .addLayer(ModelSpec.OUTPUT, new PixelSoftmaxLoss(CountedPixels.ALL), "tanh")
                .setOutputs(ModelSpec.OUTPUT)
                .build());
    graph.init();
    ModelSpec spec = new ColourNet(false, 3, 1, 2, CHANNELS);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new OnnxExport(graph, spec, "1", Map.of()))
        .withMessageContaining("layer tanh is a")
        .withMessageContaining("ActivationLayer");
  }

  @Test
  void filesBeyondProtobufsLimitAreRefused() {
    OnnxExport.requireSize(Integer.MAX_VALUE);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OnnxExport.requireSize(Integer.MAX_VALUE + 1L))
        .withMessageContaining("2,147,483,648 bytes")
        .withMessageContaining("export-torch");
  }

  private static byte[] bytes(ComputationGraph graph, ModelSpec spec) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new OnnxExport(graph, spec, "1", Map.of()).writeTo(bytes);
    return bytes.toByteArray();
  }
}
