package io.perpixel.train;

import io.perpixel.nn.kernel.ComputeThreads;
import io.perpixel.nn.layer.InferencePlan;
import io.perpixel.nn.model.ModelSpec;
import java.time.Duration;
import java.util.Random;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Times the steps of a model on random images with random labels: the arithmetic alone, no reading
 * of data.
 */
public final class StepBenchmark {
  private final ComputationGraph graph;
  private final INDArray images;
  private final INDArray labels;
  private final int threads;

  /** A benchmark of minibatches of {@code batch} images of {@code height x width}. */
  public StepBenchmark(ModelSpec model, int batch, int height, int width, int threads) {
    model.checkSize(height, width);
    this.threads = threads;
    graph = new ComputationGraph(model.configuration(new TorchAdam(1e-3), 1));
    graph.init();
    Random random = new Random(1);
    float[] pixels = new float[batch * height * width * model.inputChannels()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextFloat();
    }
    images = Nd4j.createFromArray(pixels).reshape('c', batch, height, width, model.inputChannels());
    labels = labels(model, random, batch, height, width);
  }

  private static INDArray labels(ModelSpec model, Random random, int batch, int height, int width) {
    int pixels = batch * height * width;
    return switch (model.target()) {
      case COLOURS, CLASSES ->
          Nd4j.createFromArray(random.ints(pixels, 0, model.outputChannels()).toArray())
              .reshape('c', batch, height, width);
      case MAP ->
          Nd4j.createFromArray(random.doubles(pixels).toArray())
              .castTo(DataType.FLOAT)
              .reshape('c', batch, height, width, 1);
    };
  }

  /**
   * Milliseconds of each training step: forward, backward, optimiser.
   *
   * @param warmUp steps taken before, at least
   * @param least time that these take, at least
   * @param steps timed ones
   */
  public double[] train(int warmUp, Duration least, int steps) {
    return time(
        warmUp, least, steps, () -> graph.fit(new INDArray[] {images}, new INDArray[] {labels}));
  }

  /** Milliseconds of each forward pass in inference mode; see {@link #train}. */
  public double[] infer(int warmUp, Duration least, int steps) {
    InferencePlan plan = new InferencePlan(graph);
    return time(warmUp, least, steps, () -> plan.run(images));
  }

  private double[] time(int warmUp, Duration least, int steps, Runnable step) {
    ComputeThreads.use(threads);
    long begin = System.nanoTime();
    for (int i = 0; i < warmUp || System.nanoTime() - begin < least.toNanos(); i++) {
      step.run();
    }
    double[] milliseconds = new double[steps];
    for (int i = 0; i < steps; i++) {
      long start = System.nanoTime();
      step.run();
      milliseconds[i] = (System.nanoTime() - start) / 1e6;
    }
    return milliseconds;
  }
}
