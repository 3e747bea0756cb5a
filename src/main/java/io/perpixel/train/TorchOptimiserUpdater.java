package io.perpixel.train;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;

/** Applies a {@link TorchOptimiser} to one contiguous block of parameters. */
final class TorchOptimiserUpdater implements GradientUpdater<TorchOptimiser> {
  private static final String STATE = "STATE";

  private final TorchOptimiser config;
  private INDArray state;

  TorchOptimiserUpdater(TorchOptimiser config, INDArray view, boolean initialize) {
    this.config = config;
    if (config.stateful()) {
      setStateViewArray(view, null, 'c', initialize);
    }
  }

  @Override
  public TorchOptimiser getConfig() {
    return config;
  }

  @Override
  public void setStateViewArray(INDArray view, long[] shape, char order, boolean initialize) {
    state = view.reshape(view.length());
    if (initialize) {
      state.assign(0);
    }
  }

  @Override
  public void setState(Map<String, INDArray> given, boolean initialize) {
    if (state != null) {
      state.assign(given.get(STATE));
    }
  }

  @Override
  public Map<String, INDArray> getState() {
    return state == null ? Map.of() : Map.of(STATE, state);
  }

  @Override
  public void applyUpdater(INDArray gradient, int iteration, int epoch) {
    config.step(gradient, state, (float) config.getLearningRate(iteration, epoch));
  }
}
