package io.perpixel.nn.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** A polynomial in named variables with whole coefficients, exact in 64 bits. */
public final class Polynomial {
  /** By degree, then the first variable's highest power first: NF, NC, NF^2, NF*NC, NC^2. */
  private static final Comparator<List<Integer>> BY_DEGREE =
      Comparator.<List<Integer>>comparingInt(powers -> powers.stream().mapToInt(p -> p).sum())
          .thenComparing(
              (a, b) -> {
                int i = 0;
                while (i < a.size() && a.get(i).equals(b.get(i))) {
                  i++;
                }
                return i == a.size() ? 0 : b.get(i) - a.get(i);
              });

  private final List<String> variables;
  private final Map<List<Integer>, Long> terms = new TreeMap<>(BY_DEGREE);

  private Polynomial(List<String> variables) {
    this.variables = List.copyOf(variables);
  }

  /** A number. */
  public static Polynomial constant(List<String> variables, long value) {
    Polynomial p = new Polynomial(variables);
    p.add(Collections.nCopies(variables.size(), 0), value);
    return p;
  }

  /** The variable at an index. */
  public static Polynomial variable(List<String> variables, int index) {
    Polynomial p = new Polynomial(variables);
    List<Integer> powers = new ArrayList<>(Collections.nCopies(variables.size(), 0));
    powers.set(index, 1);
    p.add(powers, 1);
    return p;
  }

  /**
   * The polynomial of least degree through given values, by Newton's divided differences; they are
   * whole numbers if the polynomial's coefficients are.
   *
   * @param nodes for each variable the values to try; one more than its highest power
   * @param value of the polynomial for one value per variable
   */
  public static Polynomial through(
      List<String> variables, List<List<Integer>> nodes, Function<List<Integer>, Long> value) {
    return through(variables, nodes, List.of(), value);
  }

  private static Polynomial through(
      List<String> variables,
      List<List<Integer>> nodes,
      List<Integer> point,
      Function<List<Integer>, Long> value) {
    int index = point.size();
    if (index == variables.size()) {
      return constant(variables, value.apply(point));
    }
    List<Integer> x = nodes.get(index);
    List<Polynomial> differences = new ArrayList<>();
    for (int node : x) {
      List<Integer> longer = new ArrayList<>(point);
      longer.add(node);
      differences.add(through(variables, nodes, longer, value));
    }
    Polynomial sum = constant(variables, 0);
    Polynomial product = constant(variables, 1);
    for (int order = 0; order < x.size(); order++) {
      sum = sum.plus(differences.get(0).times(product));
      product = product.times(variable(variables, index).plus(constant(variables, -x.get(order))));
      for (int i = 0; i + 1 < differences.size(); i++) {
        int distance = x.get(i + order + 1) - x.get(i);
        Polynomial minus = differences.get(i).times(constant(variables, -1));
        differences.set(i, differences.get(i + 1).plus(minus).dividedBy(distance));
      }
      differences.remove(differences.size() - 1);
    }
    return sum;
  }

  /** Sum with a polynomial in the same variables. */
  public Polynomial plus(Polynomial other) {
    Polynomial sum = new Polynomial(variables);
    terms.forEach(sum::add);
    other.terms.forEach(sum::add);
    return sum;
  }

  /** Product with a polynomial in the same variables. */
  public Polynomial times(Polynomial other) {
    Polynomial product = new Polynomial(variables);
    terms.forEach(
        (p, c) ->
            other.terms.forEach(
                (q, d) -> {
                  List<Integer> powers = new ArrayList<>(p);
                  for (int i = 0; i < powers.size(); i++) {
                    powers.set(i, p.get(i) + q.get(i));
                  }
                  product.add(powers, Math.multiplyExact(c, d));
                }));
    return product;
  }

  private Polynomial dividedBy(long divisor) {
    Polynomial quotient = new Polynomial(variables);
    terms.forEach(
        (powers, c) -> {
          if (c % divisor != 0) {
            throw new ArithmeticException(this + " is not divisible by " + divisor);
          }
          quotient.add(powers, c / divisor);
        });
    return quotient;
  }

  /** With numbers for some of the variables. */
  public Polynomial with(Map<String, Integer> values) {
    Polynomial result = new Polynomial(variables);
    terms.forEach(
        (powers, c) -> {
          List<Integer> left = new ArrayList<>(powers);
          long coefficient = c;
          for (int i = 0; i < left.size(); i++) {
            Integer value = values.get(variables.get(i));
            if (value != null) {
              for (int power = left.set(i, 0); power > 0; power--) {
                coefficient = Math.multiplyExact(coefficient, value);
              }
            }
          }
          result.add(left, coefficient);
        });
    return result;
  }

  /** The value, where no variable is left. */
  public long value() {
    if (!isConstant()) {
      throw new IllegalStateException(this + " is not a number");
    }
    return terms.values().stream().mapToLong(c -> c).sum();
  }

  /** Whether no variable is left. */
  public boolean isConstant() {
    return terms.keySet().stream().allMatch(powers -> powers.stream().allMatch(p -> p == 0));
  }

  private void add(List<Integer> powers, long coefficient) {
    long sum = Math.addExact(terms.getOrDefault(powers, 0L), coefficient);
    if (sum == 0) {
      terms.remove(powers);
    } else {
      terms.put(powers, sum);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Polynomial p && p.variables.equals(variables) && p.terms.equals(terms);
  }

  @Override
  public int hashCode() {
    return terms.hashCode();
  }

  /** As in {@code 27NF+4NC+72NF^2+9NF*NC+9NC^2}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    terms.forEach(
        (powers, c) -> {
          text.append(c > 0 && !text.isEmpty() ? "+" : "");
          String factors = factors(powers);
          if (factors.isEmpty() || Math.abs(c) != 1) {
            text.append(c);
          } else {
            text.append(c < 0 ? "-" : "");
          }
          text.append(factors);
        });
    return text.isEmpty() ? "0" : text.toString();
  }

  private String factors(List<Integer> powers) {
    List<String> factors = new ArrayList<>();
    for (int i = 0; i < powers.size(); i++) {
      if (powers.get(i) > 0) {
        factors.add(variables.get(i) + (powers.get(i) == 1 ? "" : "^" + powers.get(i)));
      }
    }
    return String.join("*", factors);
  }
}
