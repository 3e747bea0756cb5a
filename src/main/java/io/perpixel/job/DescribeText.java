package io.perpixel.job;

import static io.perpixel.job.ModelDescription.Count.CONNECTIONS;
import static io.perpixel.job.ModelDescription.Count.OUTPUTS;
import static io.perpixel.job.ModelDescription.Count.PARAMETERS;

import io.perpixel.job.ModelDescription.Count;
import io.perpixel.job.ModelDescription.Size;
import io.perpixel.nn.model.ComputeNeed;
import io.perpixel.nn.model.LayerCost;
import io.perpixel.nn.model.MemoryNeed;
import io.perpixel.nn.model.Polynomial;
import io.perpixel.nn.model.Symbol;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A {@link ModelDescription} for the terminal, in at most 100 columns. */
final class DescribeText {
  private static final int TERMINAL = 100;
  private static final double MEBIBYTE = 1 << 20;

  private final ModelDescription model;
  private final Size small;
  private final Size large;

  DescribeText(ModelDescription model) {
    this.model = model;
    small = model.sizes.get(0);
    large = model.sizes.get(1);
  }

  @Override
  public String toString() {
    List<String> parts = new ArrayList<>();
    parts.add(title());
    parts.add(sideBySide(this::layers));
    if (model.isSymbolic()) {
      parts.add("Formulas\n" + sideBySide(this::formulas));
      parts.add(totals());
    }
    parts.add(memory());
    parts.add(compute());
    return String.join("\n", parts);
  }

  private String title() {
    Map<String, String> names =
        model.spec.symbols().stream()
            .collect(Collectors.toMap(Symbol::setting, s -> " " + s.name()));
    String settings =
        new TreeMap<>(model.spec.settings())
            .entrySet().stream()
                .map(e -> e.getKey() + names.getOrDefault(e.getKey(), "") + " = " + e.getValue())
                .collect(Collectors.joining(", "));
    return """
        %s: %s
        Counts for one image. Parameters are weights, biases, gamma and beta; outputs are those of
        convolutions, pooling and upsampling; a connection is one use of a weight.
        """
        .formatted(model.spec.name(), settings);
  }

  /** Both sizes side by side, or one under the other. */
  private String sideBySide(Function<List<Size>, TextTable> table) {
    TextTable both = table.apply(model.sizes);
    return both.width() <= TERMINAL
        ? both.toString()
        : table.apply(List.of(small)) + "\n" + table.apply(List.of(large));
  }

  private TextTable layers(List<Size> sizes) {
    List<String> header = new ArrayList<>(List.of("layer", "operation", "parameters"));
    sizes.forEach(size -> header.addAll(List.of("at " + size.input(), "outputs", "connections")));
    TextTable table = new TextTable(2, header);
    for (int i = 0; i < small.numbers.layers().size(); i++) {
      LayerCost layer = small.numbers.layers().get(i);
      List<String> row =
          new ArrayList<>(List.of(layer.name(), layer.operation(), count(layer.parameters())));
      for (Size size : sizes) {
        LayerCost cost = size.numbers.layers().get(i);
        row.add(ModelDescription.chw(cost.output()));
        row.add(count(cost.outputs()));
        row.add(count(cost.connections()));
      }
      table.row(row);
    }
    table.rule();
    List<String> total = new ArrayList<>(List.of("total", "", count(small.total(PARAMETERS))));
    for (Size size : sizes) {
      total.addAll(List.of("", count(size.total(OUTPUTS)), count(size.total(CONNECTIONS))));
    }
    table.row(total);
    return table;
  }

  /** Layers whose counts do not depend on a width stand in the table of numbers already. */
  private TextTable formulas(List<Size> sizes) {
    List<String> header = new ArrayList<>(List.of("layer", "parameters"));
    List<Map<String, Polynomial>> columns = new ArrayList<>();
    columns.add(small.layerFormulas(PARAMETERS));
    for (Size size : sizes) {
      header.addAll(List.of("outputs at " + area(size), "connections"));
      columns.add(size.layerFormulas(OUTPUTS));
      columns.add(size.layerFormulas(CONNECTIONS));
    }
    TextTable table = new TextTable(1, header);
    for (String name : columns.get(0).keySet()) {
      List<Polynomial> formulas = columns.stream().map(column -> column.get(name)).toList();
      if (!formulas.stream().allMatch(Polynomial::isConstant)) {
        table.row(
            Stream.concat(Stream.of(name), formulas.stream().map(DescribeText::formula)).toList());
      }
    }
    return table;
  }

  private String totals() {
    StringBuilder text = new StringBuilder("Totals\n");
    total(text, "parameters", small, PARAMETERS);
    for (Size size : model.sizes) {
      total(text, "outputs at " + area(size), size, OUTPUTS);
      total(text, "connections at " + area(size), size, CONNECTIONS);
    }
    text.append("and for any ")
        .append(
            model.spec.symbols().stream()
                .filter(s -> !s.width())
                .map(s -> s.setting() + " " + s.name())
                .collect(Collectors.joining(", ")))
        .append(" at ")
        .append(area(small))
        .append('\n');
    for (Count count : Count.values()) {
      wrap(text, "  " + ModelDescription.name(count) + " = ", small.formula(count).toString(), "");
    }
    return text.toString();
  }

  private static void total(StringBuilder text, String name, Size size, Count count) {
    String formula = size.formulas.inWidths(size.formula(count)).toString();
    wrap(text, "  " + name + " = ", formula, " = " + count(size.total(count)));
  }

  /** Breaks a long formula before a plus. */
  private static void wrap(StringBuilder text, String start, String formula, String end) {
    StringBuilder line = new StringBuilder(start);
    for (String term : (formula + end).split("(?=\\+)")) {
      if (line.length() + term.length() > TERMINAL) {
        text.append(line).append('\n');
        line = new StringBuilder("      ");
      }
      line.append(term);
    }
    text.append(line).append('\n');
  }

  private String memory() {
    String last = small.numbers.lastTrainable();
    TextTable table =
        new TextTable(
            1,
            List.of(
                "MiB for training, batch " + model.batch,
                area(small) + " all",
                "only " + last,
                area(large) + " all",
                "only " + last));
    memory(table, "parameters and running statistics", MemoryNeed::parameters);
    memory(table, "gradients", MemoryNeed::gradients);
    memory(table, "optimiser state (Adam)", MemoryNeed::optimiser);
    memory(table, "stored activations", MemoryNeed::activations);
    table.rule();
    memory(table, "total", MemoryNeed::total);
    return table + "Scratch memory of the kernels comes on top.\n";
  }

  private String compute() {
    String last = small.numbers.lastTrainable();
    TextTable table =
        new TextTable(
            1,
            List.of(
                "millions of multiplications",
                area(small) + " all",
                "only " + last,
                area(large) + " all",
                "only " + last));
    compute(table, "forward", ComputeNeed::forward);
    compute(table, "gradients of weights", ComputeNeed::weightGradients);
    compute(table, "gradients that travel down", ComputeNeed::inputGradients);
    table.rule();
    compute(table, "a training step", ComputeNeed::total);
    compute(table, "the same with features kept", ComputeNeed::totalFromTail);
    return table
        + "For one image. Features: what a frozen beginning puts out, the same every time.\n";
  }

  private void compute(TextTable table, String name, ToLongFunction<ComputeNeed> count) {
    List<String> row = new ArrayList<>(List.of(name));
    for (Size size : model.sizes) {
      row.add(millions(count.applyAsLong(size.computeEverything())));
      row.add(millions(count.applyAsLong(size.computeLastLayer())));
    }
    table.row(row);
  }

  private static String millions(long number) {
    return String.format(Locale.ROOT, "%,.1f", number / 1e6);
  }

  private void memory(TextTable table, String name, ToLongFunction<MemoryNeed> bytes) {
    List<String> row = new ArrayList<>(List.of(name));
    for (Size size : model.sizes) {
      row.add(mebibytes(bytes.applyAsLong(size.everything())));
      row.add(mebibytes(bytes.applyAsLong(size.lastLayer())));
    }
    table.row(row);
  }

  private static String mebibytes(long bytes) {
    return String.format(Locale.ROOT, "%,.3f", bytes / MEBIBYTE);
  }

  private static String count(long number) {
    return number == 0 ? "" : String.format(Locale.ROOT, "%,d", number);
  }

  private static String formula(Polynomial formula) {
    String text = formula.toString();
    return text.equals("0") ? "" : text;
  }

  private static String area(Size size) {
    return size.height + "x" + size.width;
  }
}
