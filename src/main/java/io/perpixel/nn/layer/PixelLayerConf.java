package io.perpixel.nn.layer;

import io.perpixel.nn.kernel.Nhwc;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;

/**
 * Configuration of a layer of ours. Channel counts are given, never inferred, and nothing depends
 * on height and width: one graph serves every image size.
 */
@JsonAutoDetect(
    fieldVisibility = JsonAutoDetect.Visibility.ANY,
    getterVisibility = JsonAutoDetect.Visibility.NONE,
    isGetterVisibility = JsonAutoDetect.Visibility.NONE,
    setterVisibility = JsonAutoDetect.Visibility.NONE)
public abstract class PixelLayerConf extends BaseLayer {
  private boolean frozen;
  private boolean trainedBelow = true;
  private FrozenMode frozenMode;

  /** All layers of ours in a graph, in no particular order. */
  public static List<PixelLayerConf> of(ComputationGraphConfiguration graph) {
    return graph.getVertices().values().stream()
        .filter(LayerVertex.class::isInstance)
        .map(v -> ((LayerVertex) v).getLayerConf().getLayer())
        .filter(PixelLayerConf.class::isInstance)
        .map(PixelLayerConf.class::cast)
        .toList();
  }

  /** The parameters in the order in which they lie in the flattened array. */
  public abstract List<ParamSpec> paramSpecs();

  /** What the layer does, in a few letters: {@code conv 3x3}. */
  public abstract String operation();

  /**
   * Shape of the output for an input.
   *
   * @throws IllegalArgumentException if the layer cannot take such an input
   */
  public abstract Nhwc output(Nhwc in);

  /** Weights times the places where each is used: multiplications of a forward pass. */
  public long connections(Nhwc in) {
    return 0;
  }

  /** Whether each output value replaces the input value of its place, as in batch norm. */
  public boolean isElementwise() {
    return false;
  }

  abstract PixelLayer<?> runtime(NeuralNetConfiguration conf, DataType dataType);

  /** Whether training leaves this layer's parameters alone. */
  public boolean isFrozen() {
    return frozen;
  }

  /** Freezes the layer: no gradient is computed for its parameters and no optimiser state kept. */
  public void setFrozen(boolean frozen) {
    this.frozen = frozen;
  }

  /** How the layer runs where it, or all that it reads, is frozen. */
  public void setFrozenMode(FrozenMode frozenMode) {
    this.frozenMode = frozenMode;
  }

  /** Whether a frozen layer trains all but its parameters; model files of old say nothing. */
  final boolean isLiveWhenFrozen() {
    return frozenMode == FrozenMode.COURSE;
  }

  /**
   * Whether something that this layer reads, directly or not, is trained: otherwise nobody reads
   * the gradient for its input.
   */
  final boolean isTrainedBelow() {
    return trainedBelow;
  }

  final void setTrainedBelow(boolean trainedBelow) {
    this.trainedBelow = trainedBelow;
  }

  @Override
  public Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> listeners,
      int index,
      INDArray paramsView,
      boolean initializeParams,
      DataType dataType) {
    PixelLayer<?> layer = runtime(conf, dataType);
    layer.setListeners(listeners);
    layer.setIndex(index);
    if (!paramSpecs().isEmpty()) {
      layer.setParamsViewArray(paramsView);
    }
    layer.setParamTable(
        paramSpecs().isEmpty() ? Map.of() : initializer().init(conf, paramsView, initializeParams));
    layer.setConf(conf);
    return layer;
  }

  @Override
  public ParamInitializer initializer() {
    return SpecInitializer.INSTANCE;
  }

  @Override
  public IUpdater getUpdaterByParam(String key) {
    return isTrained(key) ? super.getUpdaterByParam(key) : new NoOp();
  }

  /** Whether an optimiser moves that parameter: not if it is frozen, or a running statistic. */
  public boolean isTrained(String key) {
    return !frozen
        && paramSpecs().stream().anyMatch(spec -> spec.key().equals(key) && spec.trained());
  }

  /** For every trained parameter alike: which kind of parameter it is makes no difference. */
  @Override
  public List<Regularization> getRegularizationByParam(String key) {
    return getUpdaterByParam(key) instanceof NoOp ? null : getRegularization();
  }

  @Override
  public InputPreProcessor getPreProcessorForInputType(InputType inputType) {
    return null;
  }

  @Override
  public void setNIn(InputType inputType, boolean override) {
    // Channel counts are explicit.
  }

  @Override
  public InputType getOutputType(int index, InputType inputType) {
    return inputType;
  }

  @Override
  public boolean isPretrainParam(String key) {
    return false;
  }

  /** DL4J's own estimate is not used: the preflight counts what our kernels hold. */
  @Override
  public LayerMemoryReport getMemoryReport(InputType inputType) {
    throw new UnsupportedOperationException("use perpixel describe for memory estimates");
  }
}
