package io.perpixel.nn.layer;

import io.perpixel.nn.kernel.Nhwc;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Batch normalisation over N, H and W, followed by a ReLU if asked for. As in PyTorch: the batch's
 * biased variance normalises, its unbiased variance goes into the running statistics, {@code
 * running = (1 - momentum) running + momentum batch}.
 */
public final class BatchNorm extends PixelLayerConf {
  static final String GAMMA = "gamma";
  static final String BETA = "beta";
  static final String MEAN = "mean";
  static final String VARIANCE = "var";

  private int channels;
  private double epsilon;
  private double momentum;
  private boolean relu;
  private boolean inferenceMode;

  /** For JSON. */
  public BatchNorm() {}

  /** Epsilon 1e-5 and momentum 0.1, PyTorch's defaults. */
  public BatchNorm(int channels, boolean relu) {
    this.channels = channels;
    this.relu = relu;
    epsilon = 1e-5;
    momentum = 0.1;
  }

  /** Training normalises by the running statistics too, and leaves them alone. */
  public BatchNorm inInferenceMode() {
    inferenceMode = true;
    return this;
  }

  int channels() {
    return channels;
  }

  /** What is added to the variance. */
  public double epsilon() {
    return epsilon;
  }

  double momentum() {
    return momentum;
  }

  /** Whether a ReLU follows. */
  public boolean hasRelu() {
    return relu;
  }

  /** Whether training normalises by the running statistics and not by the minibatch's. */
  public boolean usesRunningStatistics() {
    return inferenceMode || (isFrozen() && !isLiveWhenFrozen());
  }

  @Override
  public List<ParamSpec> paramSpecs() {
    long[] shape = {channels};
    ParamSpec.Initial zero = ParamSpec.Initial.constant(0);
    ParamSpec.Initial one = ParamSpec.Initial.constant(1);
    return List.of(
        new ParamSpec(GAMMA, "weight", shape, true, one),
        new ParamSpec(BETA, "bias", shape, true, zero),
        new ParamSpec(MEAN, "running_mean", shape, false, zero),
        new ParamSpec(VARIANCE, "running_var", shape, false, one));
  }

  @Override
  public String operation() {
    return relu ? "norm, ReLU" : "norm";
  }

  @Override
  public Nhwc output(Nhwc in) {
    return in;
  }

  @Override
  public boolean isElementwise() {
    return true;
  }

  @Override
  PixelLayer<?> runtime(NeuralNetConfiguration conf, DataType dataType) {
    return new BatchNormLayer(conf, dataType);
  }
}
