package io.perpixel.nn.model;

import io.perpixel.nn.kernel.Nhwc;
import io.perpixel.nn.layer.ParamSpec;
import io.perpixel.nn.layer.PixelLayerConf;
import io.perpixel.nn.layer.PixelLossConf;
import io.perpixel.nn.layer.PixelVertexConf;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.nd4j.linalg.learning.config.NoOp;

/** What a model costs at one image size, counted on the graph that would be trained. */
public final class Complexity {
  private final Map<String, LayerCost> layers;
  private final Nhwc input;
  private final Predicate<String> counted;

  private Complexity(ModelSpec spec, int height, int width) {
    spec.checkSize(height, width);
    layers = new LinkedHashMap<>();
    counted = layer -> true;
    input = new Nhwc(1, height, width, spec.inputChannels());
    ComputationGraphConfiguration graph = spec.configuration(new NoOp(), 0);
    graph.getVertices().keySet().forEach(name -> output(name, graph));
  }

  private Complexity(Complexity whole, Predicate<String> counted) {
    layers = whole.layers;
    input = whole.input;
    this.counted = counted;
  }

  /**
   * The costs of a part of the graph, such as the tail that is trained on the output of the rest.
   *
   * @param part layers, by name, that are counted
   */
  public Complexity only(Predicate<String> part) {
    return new Complexity(this, part);
  }

  /** Values per image that some vertices put out; the graph's input is one too. */
  public long values(Collection<String> vertices) {
    return vertices.stream().mapToLong(name -> values(output(name))).sum();
  }

  private Nhwc output(String vertex) {
    return layers.containsKey(vertex) ? layers.get(vertex).output() : input;
  }

  /**
   * The costs of a model for one image.
   *
   * @throws IllegalArgumentException if the model cannot take this size
   */
  public static Complexity of(ModelSpec spec, int height, int width) {
    return new Complexity(spec, height, width);
  }

  /** All vertices, each after those that it reads. */
  public List<LayerCost> layers() {
    return counted().toList();
  }

  private Stream<LayerCost> counted() {
    return layers.values().stream().filter(layer -> counted.test(layer.name()));
  }

  /** A sum over all layers. */
  public long total(ToLongFunction<LayerCost> count) {
    return counted().mapToLong(count).sum();
  }

  /**
   * Memory of training.
   *
   * @param trained layers, by name, whose parameters are trained
   * @param batch images per step
   */
  public MemoryNeed memory(Predicate<String> trained, int batch) {
    long values =
        counted().filter(l -> trained.test(l.name())).mapToLong(LayerCost::parameters).sum();
    return MemoryNeed.ofValues(
        total(LayerCost::parameters) + total(LayerCost::statistics),
        values,
        storedValues(trained) * batch);
  }

  /**
   * Multiplications of a training step.
   *
   * @param trained layers, by name, whose parameters are trained
   */
  public ComputeNeed compute(Predicate<String> trained) {
    Set<String> reached = new TreeSet<>();
    long weightGradients = 0;
    long inputGradients = 0;
    long tail = 0;
    for (LayerCost layer : layers.values()) {
      boolean trains = layer.parameters() > 0 && trained.test(layer.name());
      boolean trainedBelow = layer.inputs().stream().anyMatch(reached::contains);
      weightGradients += trains ? layer.connections() : 0;
      inputGradients += trainedBelow ? layer.connections() : 0;
      if (trains || trainedBelow) {
        reached.add(layer.name());
        tail += layer.connections();
      }
    }
    return new ComputeNeed(total(LayerCost::connections), weightGradients, inputGradients, tail);
  }

  /**
   * Bytes per image that inference holds: the outputs of one layer at a time beside what it reads.
   */
  public long inferenceActivations() {
    return Float.BYTES
        * counted()
            .mapToLong(layer -> values(layer.output()) + values(layer.inputs()))
            .max()
            .orElse(0);
  }

  /** The last layer that has parameters. */
  public String lastTrainable() {
    return counted()
        .filter(l -> l.parameters() > 0)
        .reduce((first, second) -> second)
        .map(LayerCost::name)
        .orElseThrow(() -> new IllegalStateException("a model without parameters"));
  }

  /**
   * Values per image that the backward pass reads: it reaches from the loss down to the first
   * trained layers, whose inputs count too. What lies before them is released as soon as it has
   * been read.
   */
  private long storedValues(Predicate<String> trained) {
    Set<String> reached = new TreeSet<>();
    Set<String> kept = new TreeSet<>();
    for (LayerCost layer : layers.values()) {
      boolean trains = layer.parameters() > 0 && trained.test(layer.name());
      if (trains || layer.inputs().stream().anyMatch(reached::contains)) {
        reached.add(layer.name());
        kept.add(layer.name());
        kept.addAll(layer.inputs());
      }
    }
    return kept.stream()
        .mapToLong(
            name ->
                layers.containsKey(name)
                    ? layers.get(name).stored()
                    : input.pixels() * input.channels())
        .sum();
  }

  private Nhwc output(String name, ComputationGraphConfiguration graph) {
    if (graph.getNetworkInputs().contains(name)) {
      return input;
    }
    if (!layers.containsKey(name)) {
      List<String> inputs = graph.getVertexInputs().get(name);
      List<Nhwc> shapes = new ArrayList<>();
      inputs.forEach(from -> shapes.add(output(from, graph)));
      layers.put(name, cost(name, graph.getVertices().get(name), inputs, shapes));
    }
    return layers.get(name).output();
  }

  private static LayerCost cost(
      String name, GraphVertex vertex, List<String> inputs, List<Nhwc> shapes) {
    if (vertex instanceof PixelVertexConf several) {
      Nhwc out = several.output(name, shapes);
      long computed = several.computes() ? values(out) : 0;
      return new LayerCost(name, inputs, several.operation(), out, 0, 0, computed, 0, values(out));
    }
    if (vertex instanceof LayerVertex layer
        && layer.getLayerConf().getLayer() instanceof PixelLayerConf conf) {
      Nhwc in = shapes.get(0);
      Nhwc out = conf.output(in);
      return new LayerCost(
          name,
          inputs,
          conf.operation(),
          out,
          parameters(conf, true),
          parameters(conf, false),
          conf.isElementwise() ? 0 : values(out),
          conf.connections(in),
          conf instanceof PixelLossConf ? 0 : values(out));
    }
    throw new IllegalArgumentException(
        "vertex "
            + name
            + " is a "
            + vertex.getClass().getSimpleName()
            + ", whose cost is unknown");
  }

  private static long parameters(PixelLayerConf conf, boolean trained) {
    return conf.paramSpecs().stream()
        .filter(spec -> spec.trained() == trained)
        .mapToLong(ParamSpec::length)
        .sum();
  }

  private static long values(Nhwc shape) {
    return shape.pixels() * shape.channels();
  }
}
