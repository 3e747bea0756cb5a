package io.perpixel.nn.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * A model's counts as polynomials in its {@linkplain ModelSpec#symbols symbols}, found by counting
 * on the graphs of small models and checked on one more and on the model itself.
 */
public final class SymbolicComplexity {
  private final ModelSpec spec;
  private final int height;
  private final int width;
  private final Map<List<Integer>, Complexity> counted = new HashMap<>();

  private SymbolicComplexity(ModelSpec spec, int height, int width) {
    this.spec = spec;
    this.height = height;
    this.width = width;
  }

  /** The formulas of a model for one image of the given size. */
  public static SymbolicComplexity of(ModelSpec spec, int height, int width) {
    return new SymbolicComplexity(spec, height, width);
  }

  /** A count of every layer, by name. */
  public Map<String, Polynomial> layers(ToLongFunction<LayerCost> count) {
    Map<String, Polynomial> formulas = new LinkedHashMap<>();
    List<LayerCost> layers = at(values(spec.settings())).layers();
    for (int i = 0; i < layers.size(); i++) {
      int layer = i;
      formulas.put(layers.get(i).name(), formula(c -> count.applyAsLong(c.layers().get(layer))));
    }
    return formulas;
  }

  /** A count of the whole model. */
  public Polynomial total(ToLongFunction<LayerCost> count) {
    return formula(c -> c.total(count));
  }

  /** The same with numbers for all symbols that are no {@linkplain Symbol#width widths}. */
  public Polynomial inWidths(Polynomial formula) {
    Map<String, Integer> others =
        spec.symbols().stream()
            .filter(s -> !s.width())
            .collect(Collectors.toMap(Symbol::name, this::number));
    return formula.with(others);
  }

  private Polynomial formula(Function<Complexity, Long> count) {
    List<Symbol> symbols = spec.symbols();
    List<String> names = symbols.stream().map(Symbol::name).toList();
    Polynomial formula =
        Polynomial.through(
            names, symbols.stream().map(Symbol::nodes).toList(), p -> count.apply(at(p)));
    check(formula, names, values(spec.settings()), count);
    check(formula, names, symbols.stream().map(s -> s.nodes().get(2) + 2).toList(), count);
    return formula;
  }

  private void check(
      Polynomial formula,
      List<String> names,
      List<Integer> point,
      Function<Complexity, Long> count) {
    Map<String, Integer> values = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      values.put(names.get(i), point.get(i));
    }
    long expected = count.apply(at(point));
    if (formula.with(values).value() != expected) {
      throw new IllegalStateException(
          "%s is no polynomial of degree 2 in its settings: %s gives %d at %s instead of %d"
              .formatted(spec.name(), formula, formula.with(values).value(), values, expected));
    }
  }

  private Complexity at(List<Integer> point) {
    return counted.computeIfAbsent(
        point,
        p -> {
          Map<String, String> settings = new HashMap<>(spec.settings());
          for (int i = 0; i < p.size(); i++) {
            settings.put(spec.symbols().get(i).setting(), p.get(i).toString());
          }
          return Complexity.of(ModelSpecs.of(spec.name(), settings), height, width);
        });
  }

  private List<Integer> values(Map<String, String> settings) {
    List<Integer> values = new ArrayList<>();
    spec.symbols().forEach(s -> values.add(Integer.parseInt(settings.get(s.setting()))));
    return values;
  }

  private int number(Symbol symbol) {
    return Integer.parseInt(spec.settings().get(symbol.setting()));
  }
}
