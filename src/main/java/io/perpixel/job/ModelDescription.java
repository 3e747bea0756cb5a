package io.perpixel.job;

import io.perpixel.nn.kernel.Nhwc;
import io.perpixel.nn.model.Complexity;
import io.perpixel.nn.model.ComputeNeed;
import io.perpixel.nn.model.LayerCost;
import io.perpixel.nn.model.MemoryNeed;
import io.perpixel.nn.model.ModelSpec;
import io.perpixel.nn.model.Polynomial;
import io.perpixel.nn.model.SymbolicComplexity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/** A model's cost at one size and at twice its height and width, as values for text and JSON. */
final class ModelDescription {
  /** What is counted, in the order in which it is shown. */
  enum Count {
    PARAMETERS(LayerCost::parameters),
    OUTPUTS(LayerCost::outputs),
    CONNECTIONS(LayerCost::connections);

    private final ToLongFunction<LayerCost> of;

    Count(ToLongFunction<LayerCost> of) {
      this.of = of;
    }

    long of(LayerCost layer) {
      return of.applyAsLong(layer);
    }
  }

  /** One input size. */
  final class Size {
    final int height;
    final int width;
    final Complexity numbers;
    final SymbolicComplexity formulas;

    private Size(int height, int width) {
      this.height = height;
      this.width = width;
      numbers = Complexity.of(spec, height, width);
      formulas = SymbolicComplexity.of(spec, height, width);
    }

    long total(Count count) {
      return numbers.total(count.of);
    }

    /** In all symbols. */
    Polynomial formula(Count count) {
      return formulas.total(count.of);
    }

    /** In the widths alone, by layer. */
    Map<String, Polynomial> layerFormulas(Count count) {
      Map<String, Polynomial> layers = formulas.layers(count.of);
      layers.replaceAll((name, formula) -> formulas.inWidths(formula));
      return layers;
    }

    MemoryNeed everything() {
      return numbers.memory(name -> true, batch);
    }

    MemoryNeed lastLayer() {
      return numbers.memory(Predicate.isEqual(numbers.lastTrainable()), batch);
    }

    ComputeNeed computeEverything() {
      return numbers.compute(name -> true);
    }

    ComputeNeed computeLastLayer() {
      return numbers.compute(Predicate.isEqual(numbers.lastTrainable()));
    }

    String input() {
      return chw(new Nhwc(1, height, width, spec.inputChannels()));
    }
  }

  final ModelSpec spec;
  final int batch;
  final List<Size> sizes;

  /**
   * @throws IllegalArgumentException if the model cannot take this size
   */
  ModelDescription(ModelSpec spec, int height, int width, int batch) {
    this.spec = spec;
    this.batch = batch;
    sizes =
        List.of(
            new Size(height, width),
            new Size(Math.multiplyExact(2, height), Math.multiplyExact(2, width)));
  }

  boolean isSymbolic() {
    return !spec.symbols().isEmpty();
  }

  static String chw(Nhwc shape) {
    return shape.channels() + "x" + shape.height() + "x" + shape.width();
  }

  /** For {@code --json}. */
  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("model", spec.name());
    map.put("settings", spec.settings());
    map.put("batch", batch);
    List<Object> all = new ArrayList<>();
    sizes.forEach(size -> all.add(toMap(size)));
    map.put("sizes", all);
    return map;
  }

  private Map<String, Object> toMap(Size size) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("input", size.input());
    for (Count count : Count.values()) {
      String name = name(count);
      map.put(name, size.total(count));
      if (isSymbolic()) {
        Polynomial formula = size.formula(count);
        map.put(name + "_formula", size.formulas.inWidths(formula).toString());
        map.put(name + "_general_formula", formula.toString());
      }
    }
    map.put("memory_bytes", toMap(size.everything()));
    map.put("memory_bytes_last_layer", toMap(size.lastLayer()));
    map.put("multiplications", toMap(size.computeEverything()));
    map.put("multiplications_last_layer", toMap(size.computeLastLayer()));
    map.put("layers", layers(size));
    return map;
  }

  private List<Object> layers(Size size) {
    Map<Count, Map<String, Polynomial>> formulas = new LinkedHashMap<>();
    for (Count count : Count.values()) {
      formulas.put(count, size.layerFormulas(count));
    }
    List<Object> layers = new ArrayList<>();
    for (LayerCost layer : size.numbers.layers()) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("name", layer.name());
      map.put("operation", layer.operation());
      map.put("output", chw(layer.output()));
      for (Count count : Count.values()) {
        map.put(name(count), count.of(layer));
        if (isSymbolic()) {
          map.put(name(count) + "_formula", formulas.get(count).get(layer.name()).toString());
        }
      }
      layers.add(map);
    }
    return layers;
  }

  private static Map<String, Object> toMap(ComputeNeed need) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("forward", need.forward());
    map.put("weight_gradients", need.weightGradients());
    map.put("input_gradients", need.inputGradients());
    map.put("total", need.total());
    map.put("total_from_kept_features", need.totalFromTail());
    return map;
  }

  private static Map<String, Object> toMap(MemoryNeed need) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("parameters", need.parameters());
    map.put("gradients", need.gradients());
    map.put("optimiser", need.optimiser());
    map.put("activations", need.activations());
    map.put("total", need.total());
    return map;
  }

  static String name(Count count) {
    return count.name().toLowerCase(Locale.ROOT);
  }
}
