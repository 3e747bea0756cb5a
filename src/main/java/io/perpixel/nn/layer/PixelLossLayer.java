package io.perpixel.nn.layer;

import io.perpixel.nn.kernel.Nhwc;
import io.perpixel.nn.kernel.PixelLossKernel;
import java.util.List;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/** Runtime of {@link PixelLossConf}: the activation is the logits themselves. */
class PixelLossLayer extends PixelLayer<PixelLossConf> implements IOutputLayer {
  private static final long serialVersionUID = 1;

  private final transient Cache<PixelLossKernel> kernels =
      new Cache<>((family, shape) -> layerConf().kernel(family, shape));
  private INDArray labels;
  private boolean scored;

  PixelLossLayer(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  final PixelLossKernel kernel(Nhwc shape) {
    return kernels.get(shape);
  }

  @Override
  public void setInput(INDArray input, LayerWorkspaceMgr workspaces) {
    super.setInput(input, workspaces);
    scored = false;
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    return workspaces.leverageTo(ArrayType.ACTIVATIONS, denseInput(workspaces));
  }

  @Override
  void infer(INDArray x, INDArray y) {
    y.assign(x);
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    INDArray logits = denseInput(workspaces);
    Nhwc shape = Nhwc.of(logits.shape());
    INDArray gradient = gradientArray(shape, workspaces);
    score = kernel(shape).forward(logits, labels, gradient);
    scored = true;
    return new Pair<>(gradients(), gradient);
  }

  @Override
  public double computeScore(
      double regularization, boolean training, LayerWorkspaceMgr workspaces) {
    if (!scored) {
      INDArray logits = denseInput(workspaces);
      score = kernel(Nhwc.of(logits.shape())).forward(logits, labels, null);
      scored = true;
    }
    return score + regularization;
  }

  @Override
  public INDArray computeScoreForExamples(double regularization, LayerWorkspaceMgr workspaces) {
    throw new UnsupportedOperationException(
        "a per-pixel loss has no score for each example: score images one at a time");
  }

  @Override
  public boolean needsLabels() {
    return true;
  }

  @Override
  public void setLabels(INDArray labels) {
    this.labels = labels;
  }

  @Override
  public INDArray getLabels() {
    return labels;
  }

  @Override
  public double f1Score(DataSet data) {
    throw notAClassifier();
  }

  @Override
  public double f1Score(INDArray examples, INDArray labels) {
    throw notAClassifier();
  }

  @Override
  @Deprecated
  public int numLabels() {
    throw notAClassifier();
  }

  @Override
  public void fit(DataSetIterator iterator) {
    throw notAClassifier();
  }

  @Override
  public int[] predict(INDArray examples) {
    throw notAClassifier();
  }

  @Override
  public List<String> predict(DataSet dataSet) {
    throw notAClassifier();
  }

  @Override
  public void fit(INDArray examples, INDArray labels) {
    throw notAClassifier();
  }

  @Override
  public void fit(DataSet data) {
    throw notAClassifier();
  }

  @Override
  public void fit(INDArray examples, int[] labels) {
    throw notAClassifier();
  }

  private static UnsupportedOperationException notAClassifier() {
    return new UnsupportedOperationException(
        "a per-pixel loss classifies pixels, not examples: use the graph's output");
  }
}
