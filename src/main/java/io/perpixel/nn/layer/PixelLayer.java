package io.perpixel.nn.layer;

import io.perpixel.nn.kernel.HostMemory;
import io.perpixel.nn.kernel.KernelChoice;
import io.perpixel.nn.kernel.Kernels;
import io.perpixel.nn.kernel.Nhwc;
import java.util.function.BiFunction;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What the runtime classes of our layers share: gradient views, dense inputs, kernels kept per
 * input shape.
 */
abstract class PixelLayer<C extends PixelLayerConf> extends BaseLayer<C> {
  private static final long serialVersionUID = 1;

  PixelLayer(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  @Override
  public boolean isPretrainLayer() {
    return false;
  }

  @Override
  public void clearNoiseWeightParams() {
    // No weight noise.
  }

  @Override
  public Type type() {
    return Type.CONVOLUTIONAL;
  }

  /**
   * The layer's parameters with their gradients' views, as DL4J wants them back from a backward
   * pass.
   */
  final Gradient gradients() {
    Gradient gradient = new DefaultGradient();
    for (ParamSpec spec : layerConf().paramSpecs()) {
      if (spec.trained() && !layerConf().isFrozen()) {
        gradient.setGradientFor(spec.key(), gradientViews.get(spec.key()), 'c');
      }
    }
    return gradient;
  }

  /**
   * Whether a backward pass has nothing to compute here: neither this layer nor any below trains.
   */
  final boolean isInFrozenPrefix() {
    boolean trains =
        !layerConf().isFrozen() && layerConf().paramSpecs().stream().anyMatch(ParamSpec::trained);
    return !trains && !layerConf().isTrainedBelow();
  }

  /** What a backward pass through a frozen prefix returns: DL4J wants an array, nobody reads it. */
  final Pair<Gradient, INDArray> nothing(Nhwc inputShape, LayerWorkspaceMgr workspaces) {
    return new Pair<>(gradients(), gradientArray(inputShape, workspaces));
  }

  /** Writes the output {@code y} for {@code x} in inference mode; both dense NHWC. */
  abstract void infer(INDArray x, INDArray y);

  /** The input as a dense C-order float array. */
  final INDArray denseInput(LayerWorkspaceMgr workspaces) {
    return dense(input, ArrayType.INPUT, workspaces);
  }

  static INDArray dense(INDArray array, ArrayType type, LayerWorkspaceMgr workspaces) {
    return isDense(array) ? array : workspaces.dup(type, array, 'c');
  }

  /** The same outside of any workspace. */
  static INDArray dense(INDArray array) {
    return isDense(array) ? array : array.dup('c');
  }

  private static boolean isDense(INDArray array) {
    if (array.dataType() != DataType.FLOAT) {
      throw new IllegalArgumentException("expected float32 activations, found " + array.dataType());
    }
    // Not ND4J's own test: axes of length 1, such as the channels of a map, may have any stride.
    long expected = 1;
    for (int axis = array.rank() - 1; axis >= 0; axis--) {
      if (array.size(axis) != 1 && array.stride(axis) != expected) {
        return false;
      }
      expected *= array.size(axis);
    }
    return true;
  }

  static INDArray activations(Nhwc shape, LayerWorkspaceMgr workspaces) {
    return create(ArrayType.ACTIVATIONS, shape, workspaces);
  }

  static INDArray gradientArray(Nhwc shape, LayerWorkspaceMgr workspaces) {
    return create(ArrayType.ACTIVATION_GRAD, shape, workspaces);
  }

  private static INDArray create(ArrayType type, Nhwc shape, LayerWorkspaceMgr workspaces) {
    if (!KernelChoice.current().prefersAligned()) {
      return workspaces.createUninitialized(type, DataType.FLOAT, shape.shape(), 'c');
    }
    long length = shape.length() + HostMemory.SPARE;
    INDArray memory =
        workspaces.createUninitialized(type, DataType.FLOAT, new long[] {length}, 'c');
    return HostMemory.aligned(memory, shape);
  }

  /** Operations by input shape. */
  static final class Cache<K> extends KernelCache<Nhwc, K> {
    Cache(BiFunction<Kernels, Nhwc, K> build) {
      super(build);
    }
  }
}
