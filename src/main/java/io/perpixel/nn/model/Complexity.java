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
    graph.getVertices().keySet().forEach(name -> add(name, graph));
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
    return vertices.stream().mapToLong(name -> shape(name).length()).sum();
  }

  private Nhwc shape(String vertex) {
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
    Set<String> reached = reached(trained);
    long weightGradients = 0;
    long inputGradients = 0;
    long tail = 0;
    for (LayerCost layer : layers.values()) {
      boolean trainedBelow = layer.inputs().stream().anyMatch(reached::contains);
      weightGradients += trains(layer, trained) ? layer.connections() : 0;
      inputGradients += trainedBelow ? layer.connections() : 0;
      tail += reached.contains(layer.name()) ? layer.connections() : 0;
    }
    return new ComputeNeed(total(LayerCost::connections), weightGradients, inputGradients, tail);
  }

  /**
   * Bytes per image that inference holds: the outputs of one layer at a time beside what it reads.
   */
  public long inferenceActivations() {
    return Float.BYTES
        * counted()
            .mapToLong(layer -> layer.output().length() + values(layer.inputs()))
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

  private static boolean trains(LayerCost layer, Predicate<String> trained) {
    return layer.parameters() > 0 && trained.test(layer.name());
  }

  /** Layers that the backward pass reaches: from the loss down to the first trained ones. */
  private Set<String> reached(Predicate<String> trained) {
    Set<String> reached = new TreeSet<>();
    for (LayerCost layer : layers.values()) {
      if (trains(layer, trained) || layer.inputs().stream().anyMatch(reached::contains)) {
        reached.add(layer.name());
      }
    }
    return reached;
  }

  /**
   * Values per image that the backward pass reads: what the layers that it reaches put out and
   * read. What lies before them is released as soon as it has been read.
   */
  private long storedValues(Predicate<String> trained) {
    Set<String> kept = reached(trained);
    for (String name : List.copyOf(kept)) {
      kept.addAll(layers.get(name).inputs());
    }
    return kept.stream()
        .mapToLong(name -> layers.containsKey(name) ? layers.get(name).stored() : input.length())
        .sum();
  }

  /** Counts a vertex, after those that it reads, and gives the shape of its output. */
  private Nhwc add(String name, ComputationGraphConfiguration graph) {
    if (graph.getNetworkInputs().contains(name)) {
      return input;
    }
    if (!layers.containsKey(name)) {
      List<String> inputs = graph.getVertexInputs().get(name);
      List<Nhwc> shapes = new ArrayList<>();
      inputs.forEach(from -> shapes.add(add(from, graph)));
      layers.put(name, cost(name, graph.getVertices().get(name), inputs, shapes));
    }
    return layers.get(name).output();
  }

  private static LayerCost cost(
      String name, GraphVertex vertex, List<String> inputs, List<Nhwc> shapes) {
    if (vertex instanceof PixelVertexConf several) {
      Nhwc out = several.output(name, shapes);
      long computed = several.computes() ? out.length() : 0;
      return new LayerCost(name, inputs, several.operation(), out, 0, 0, computed, 0, out.length());
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
          conf.isElementwise() ? 0 : out.length(),
          conf.connections(in),
          conf instanceof PixelLossConf ? 0 : out.length());
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
}
