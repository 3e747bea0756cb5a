package io.perpixel.train;

import io.perpixel.nn.kernel.HostMemory;
import io.perpixel.nn.layer.PixelLayerConf;
import java.util.List;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;

/**
 * Weight decay as PyTorch's optimisers have it: {@code weight_decay * parameter} is added to the
 * gradient before the optimiser sees it (L2, not AdamW's decoupled form), for every trained
 * parameter, biases and batch norm's gamma and beta included. It is no part of the reported loss.
 */
@JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.ANY)
public final class TorchWeightDecay implements Regularization {
  private static final long serialVersionUID = 1;

  private double decay;

  /** For JSON. */
  public TorchWeightDecay() {}

  private TorchWeightDecay(double decay) {
    this.decay = decay;
  }

  /** Sets it for all layers of a graph; 0 changes nothing. */
  public static void apply(double decay, ComputationGraphConfiguration graph) {
    if (decay != 0) {
      List<Regularization> list = List.of(new TorchWeightDecay(decay));
      PixelLayerConf.of(graph).forEach(layer -> layer.setRegularization(list));
    }
  }

  @Override
  public ApplyStep applyStep() {
    return ApplyStep.BEFORE_UPDATER;
  }

  @Override
  public void apply(INDArray parameter, INDArray gradient, double rate, int iteration, int epoch) {
    FloatIndexer p = HostMemory.floats(parameter);
    FloatIndexer g = HostMemory.floats(gradient);
    float factor = (float) decay;
    for (long i = 0, n = gradient.length(); i < n; i++) {
      g.put(i, g.get(i) + factor * p.get(i));
    }
  }

  @Override
  public double score(INDArray parameter, int iteration, int epoch) {
    return 0;
  }

  @Override
  public Regularization clone() {
    return new TorchWeightDecay(decay);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TorchWeightDecay w && w.decay == decay;
  }

  @Override
  public int hashCode() {
    return Double.hashCode(decay);
  }
}
