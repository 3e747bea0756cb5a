package io.perpixel.nn.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PolynomialTest {
  private static final List<String> XY = List.of("x", "y");
  private static final Polynomial X = Polynomial.variable(XY, 0);
  private static final Polynomial Y = Polynomial.variable(XY, 1);
  private static final List<List<Integer>> NODES = List.of(List.of(1, 3, 5), List.of(2, 3, 4));

  private static Polynomial number(long value) {
    return Polynomial.constant(XY, value);
  }

  @Test
  void isWrittenByDegree() {
    Polynomial sum = X.plus(Y).plus(number(2));
    assertThat(sum.times(sum)).hasToString("4+4x+4y+x^2+2x*y+y^2");
    assertThat(X.times(number(-1)).plus(number(3))).hasToString("3-x");
    assertThat(X.plus(X.times(number(-1)))).hasToString("0");
  }

  @Test
  void numbersMayBePutIn() {
    Polynomial p = X.times(X).times(Y).plus(Y);
    assertThat(p.with(Map.of("x", 3))).hasToString("10y").isNotEqualTo(p);
    assertThat(p.with(Map.of("x", 3, "y", 2)).value()).isEqualTo(20);
    assertThatExceptionOfType(IllegalStateException.class).isThrownBy(p::value);
  }

  @Test
  void isFoundFromItsValues() {
    Random random = new Random(1);
    for (int i = 0; i < 20; i++) {
      int[] c = random.ints(9, -50, 1000).toArray();
      Polynomial found = Polynomial.through(XY, NODES, p -> value(c, p.get(0), p.get(1)));
      for (int x = -2; x < 9; x++) {
        for (int y = -2; y < 9; y++) {
          assertThat(found.with(Map.of("x", x, "y", y)).value()).isEqualTo(value(c, x, y));
        }
      }
    }
  }

  private static long value(int[] c, long x, long y) {
    long sum = 0;
    for (int i = 0; i < 9; i++) {
      sum += c[i] * (i % 3 == 0 ? 1 : i % 3 == 1 ? x : x * x) * (i < 3 ? 1 : i < 6 ? y : y * y);
    }
    return sum;
  }

  @Test
  void fractionsAndOverflowAreRefused() {
    assertThatExceptionOfType(ArithmeticException.class)
        .isThrownBy(() -> Polynomial.through(XY, NODES, p -> p.get(0) == 3 ? 1L : 0L))
        .withMessageContaining("not divisible");
    Polynomial huge = number(Long.MAX_VALUE);
    assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> huge.plus(huge));
  }
}
