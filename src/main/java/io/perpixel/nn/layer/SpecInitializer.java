package io.perpixel.nn.layer;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Lays the {@link ParamSpec}s of a layer out in DL4J's flattened parameters, in order, each in C
 * order.
 */
final class SpecInitializer implements ParamInitializer {
  static final SpecInitializer INSTANCE = new SpecInitializer();

  private static final int BLOCK = 1 << 16;

  private SpecInitializer() {}

  @Override
  public long numParams(NeuralNetConfiguration conf) {
    return numParams(conf.getLayer());
  }

  @Override
  public long numParams(Layer layer) {
    return specs(layer).stream().mapToLong(ParamSpec::length).sum();
  }

  @Override
  public List<String> paramKeys(Layer layer) {
    return specs(layer).stream().map(ParamSpec::key).toList();
  }

  @Override
  public List<String> weightKeys(Layer layer) {
    return paramKeys(layer).stream().filter(k -> isWeightParam(layer, k)).toList();
  }

  @Override
  public List<String> biasKeys(Layer layer) {
    return paramKeys(layer).stream().filter(k -> isBiasParam(layer, k)).toList();
  }

  @Override
  public boolean isWeightParam(Layer layer, String key) {
    return Conv2d.WEIGHT.equals(key);
  }

  @Override
  public boolean isBiasParam(Layer layer, String key) {
    return Conv2d.BIAS.equals(key);
  }

  @Override
  public Map<String, INDArray> init(
      NeuralNetConfiguration conf, INDArray paramsView, boolean initializeParams) {
    Map<String, INDArray> views = views(conf, paramsView);
    for (ParamSpec spec : specs(conf.getLayer())) {
      conf.addVariable(spec.key());
      if (initializeParams) {
        fill(spec, views.get(spec.key()), conf);
      }
    }
    return views;
  }

  @Override
  public Map<String, INDArray> getGradientsFromFlattened(
      NeuralNetConfiguration conf, INDArray gradientView) {
    return views(conf, gradientView);
  }

  private static Map<String, INDArray> views(NeuralNetConfiguration conf, INDArray flat) {
    Map<String, INDArray> views = new LinkedHashMap<>();
    INDArray vector = flat.reshape(flat.length());
    long offset = 0;
    for (ParamSpec spec : specs(conf.getLayer())) {
      views.put(
          spec.key(),
          vector
              .get(NDArrayIndex.interval(offset, offset + spec.length()))
              .reshape('c', spec.shape()));
      offset += spec.length();
    }
    return views;
  }

  /**
   * Seeded by the graph's seed and the array's full name, so that no other layer's size changes the
   * draw.
   */
  private static void fill(ParamSpec spec, INDArray view, NeuralNetConfiguration conf) {
    String name = conf.getLayer().getLayerName() + "." + spec.torchName();
    SplittableRandom random =
        new SplittableRandom(conf.getSeed() * 0x9E3779B97F4A7C15L + name.hashCode());
    INDArray flat = view.reshape(view.length());
    // In blocks: arrays as large as the weights would double the memory of a model's start.
    for (long from = 0; from < flat.length(); from += BLOCK) {
      float[] values = new float[(int) Math.min(BLOCK, flat.length() - from)];
      for (int i = 0; i < values.length; i++) {
        values[i] = spec.initial().draw(random);
      }
      flat.get(NDArrayIndex.interval(from, from + values.length))
          .assign(Nd4j.createFromArray(values));
    }
  }

  private static List<ParamSpec> specs(Layer layer) {
    return ((PixelLayerConf) layer).paramSpecs();
  }
}
