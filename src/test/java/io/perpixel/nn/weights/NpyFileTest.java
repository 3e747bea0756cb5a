package io.perpixel.nn.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NpyFileTest {
  private static final Path FIXTURES = Path.of("src/test/resources/npy");

  private static NpyFile fixture(String name) throws IOException {
    return NpyFile.read(FIXTURES.resolve(name + ".npy"));
  }

  private static NpyFile parse(byte[] bytes) throws IOException {
    return NpyFile.read(CheckpointSource.of("x.npy", bytes));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "little_f2",
        "little_f4",
        "little_f8",
        "big_f4",
        "big_i2",
        "little_i8",
        "little_i4",
        "little_i2",
        "i1",
        "u1",
        "fortran",
        "version2",
        "version3"
      })
  void readsEveryFormThatNumPyWrites(String name) throws IOException {
    NpyFile array = fixture(name);
    assertThat(array.shape()).containsExactly(2, 3, 4);
    float[] expected = new float[24];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = i;
    }
    assertThat(array.floats()).containsExactly(expected);
  }

  @Test
  void readsScalarsVectorsAndNothing() throws IOException {
    assertThat(fixture("scalar").shape()).isEmpty();
    assertThat(fixture("scalar").floats()).containsExactly(4.5f);
    assertThat(fixture("vector").floats()).containsExactly(1.5f, -2f);
    assertThat(fixture("bool").floats()).containsExactly(1f, 0f);
    assertThat(fixture("empty").shape()).containsExactly(3, 0);
    assertThat(fixture("empty").floats()).isEmpty();
  }

  /** Byte for byte what NumPy writes. */
  @ParameterizedTest
  @ValueSource(strings = {"little_f4", "scalar", "vector", "empty"})
  void writesAsNumPyDoes(String name) throws IOException {
    NpyFile array = fixture(name);
    assertThat(NpyFile.encode(array.floats(), array.shape()))
        .isEqualTo(Files.readAllBytes(FIXTURES.resolve(name + ".npy")));
  }

  @Test
  void refusesToWriteAnotherNumberOfValues() {
    assertThatThrownBy(() -> NpyFile.encode(new float[5], 2, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("found 5 values for shape [2, 3]");
  }

  @ParameterizedTest
  @CsvSource({
    "refused_complex,'<c8'",
    "refused_unsigned,'<u4'",
    "refused_fields,float64",
    "refused_objects,'|O'",
    "make_fixtures,starts with"
  })
  void refusesOtherTypes(String name, String reason) {
    Path file = FIXTURES.resolve(name.startsWith("make") ? name + ".py" : name + ".npy");
    assertThatThrownBy(() -> NpyFile.read(file))
        .isInstanceOf(NpyFormatException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "(2, 3, 5);needs 120",
        "(2, 3, 3);found 96 bytes of values; shape",
        "(-2, -3, 4);expected 'fortran_order' and 'shape'",
        "(99999, 99999, 99999, 99999);too large for one array",
        "(2147483647, 2147483647, 2147483647);too large",
        "(3000000000,);'3000000000,'; expected ints",
        "(2 3, 4);expected ints",
        "24;expected 'fortran_order' and 'shape'"
      })
  void refusesShapesThatDoNotFit(String shape, String reason) throws IOException {
    String file =
        Files.readString(FIXTURES.resolve("little_f4.npy"), StandardCharsets.ISO_8859_1)
            .replaceFirst("\\(2, 3, 4\\), }.{40}", "%-52s".formatted(shape + ", }"));
    assertThatThrownBy(() -> parse(file.getBytes(StandardCharsets.ISO_8859_1)))
        .isInstanceOf(NpyFormatException.class)
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @ValueSource(strings = {"little_f4", "fortran", "version2", "scalar"})
  void everyPrefixIsRefused(String name) throws IOException {
    byte[] whole = Files.readAllBytes(FIXTURES.resolve(name + ".npy"));
    for (int length = 0; length < whole.length; length++) {
      byte[] prefix = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> parse(prefix)).isInstanceOf(NpyFormatException.class);
    }
    assertThatThrownBy(() -> parse(Arrays.copyOf(whole, whole.length + 1)))
        .isInstanceOf(NpyFormatException.class);
  }

  @Test
  void anyMutationIsReadOrRefused() throws IOException {
    byte[] whole = Files.readAllBytes(FIXTURES.resolve("little_f4.npy"));
    Random random = new Random(3);
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] mutant = whole.clone();
      for (int c = 0; c < 1 + i % 3; c++) {
        mutant[random.nextInt(128)] = (byte) random.nextInt(256);
      }
      try {
        assertThat(parse(mutant).floats().length).isLessThanOrEqualTo(96);
      } catch (NpyFormatException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(5000);
  }
}
