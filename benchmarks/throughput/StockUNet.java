import java.util.Arrays;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** The UNet (NF 32, NC 24, 32x32) in DL4J's own layers, as they come: the second peer. Prints one JSON object. */
final class StockUNet {
  public static void main(String[] args) {
    int batch = 100;
    int steps = args.length > 0 ? Integer.parseInt(args[0]) : 5;
    GraphBuilder g =
        new NeuralNetConfiguration.Builder()
            .updater(new Adam(1e-3))
            .convolutionMode(ConvolutionMode.Same)
            .graphBuilder()
            .addInputs("x")
            .setInputTypes(InputType.convolutional(32, 32, 1));
    String a = block(g, "down1", "x", 32, true, false);
    String b = block(g, "down2", a, 64, true, false);
    String c = block(g, "rf", b, 64, false, false);
    g.addVertex("skip2", new MergeVertex(), c, b);
    String d = block(g, "up1", "skip2", 32, false, true);
    g.addVertex("skip1", new MergeVertex(), d, a);
    String e = block(g, "up2", "skip1", 24, false, true);
    g.addVertex("skip0", new MergeVertex(), e, "x");
    g.addLayer("final", conv(24), "skip0")
        .addLayer("loss", new CnnLossLayer.Builder(LossFunction.MCXENT).activation(Activation.SOFTMAX).build(), "final")
        .setOutputs("loss");
    ComputationGraph graph = new ComputationGraph(g.build());
    graph.init();
    INDArray x = Nd4j.rand(batch, 1, 32, 32);
    INDArray y = Nd4j.zeros(batch, 24, 32, 32);
    for (int n = 0; n < batch; n++) {
      for (int p = 0; p < 1024; p++) {
        y.putScalar(new int[] {n, (n * 7 + p) % 24, p / 32, p % 32}, 1);
      }
    }
    double[] times = new double[steps];
    for (int i = -1; i < steps; i++) {
      long start = System.nanoTime();
      graph.fit(new INDArray[] {x}, new INDArray[] {y});
      if (i >= 0) {
        times[i] = (System.nanoTime() - start) / 1e6;
      }
    }
    Arrays.sort(times);
    System.out.printf("{\"images_per_second\": %.1f, \"step_ms\": %.1f}%n", batch * 1000 / times[steps / 2], times[steps / 2]);
  }

  private static String block(GraphBuilder g, String name, String in, int out, boolean pool, boolean up) {
    g.addLayer(name + ".0", conv(out), in);
    String last = name + ".0";
    if (pool) {
      g.addLayer(name + ".1", new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX, new int[] {2, 2}, new int[] {2, 2}).build(), last);
      last = name + ".1";
    }
    if (up) {
      g.addLayer(name + ".1", new Upsampling2D.Builder(2).build(), last);
      last = name + ".1";
    }
    g.addLayer(name + ".2", new BatchNormalization.Builder().build(), last);
    g.addLayer(name + ".3", new ActivationLayer(Activation.RELU), name + ".2");
    return name + ".3";
  }

  private static ConvolutionLayer conv(int out) {
    return new ConvolutionLayer.Builder(3, 3).nOut(out).activation(Activation.IDENTITY).build();
  }
}
