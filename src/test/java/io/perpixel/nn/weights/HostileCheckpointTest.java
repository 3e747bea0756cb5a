package io.perpixel.nn.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that want something else than to be read: each ends in one kind of exception, quickly. */
@Timeout(120)
final class HostileCheckpointTest {
  private static final Path FIXTURES = TorchCheckpointTest.FIXTURES;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          refused_system.pth  | 'posix.system'
          refused_eval.pth    | '__builtin__.eval'
          refused_complex.pth | 'torch.ComplexFloatStorage'
          refused_model.pth   | '__main__.Net'
          refused_tensor.pth  | found a single tensor FLOAT32[2]; expected a dictionary of named
          refused_empty.pth   | found an empty dictionary
          refused_two.pth     | found tensors under each of ['g', 'd']
          refused_script.pth  | found a TorchScript program
          refused_negated.pth | negated or conjugated
          make_fixtures.py    | this is not a checkpoint: it starts with '\"\"\"Makes
          """)
  void refusesWithTheReason(String file, String reason) {
    Path path = FIXTURES.resolve(file);
    assertThatThrownBy(() -> TorchCheckpoint.read(path))
        .isInstanceOf(TorchFormatException.class)
        .hasMessageStartingWith(path + ": ")
        .hasMessageContaining(reason);
  }

  @Test
  void runsNothing() {
    assertThat(Files.exists(Path.of("broken_into"))).isFalse();
    assertThatThrownBy(() -> TorchCheckpoint.read(FIXTURES.resolve("refused_system.pth")))
        .hasMessageContaining("It was not run")
        .hasMessageContaining("torch.save(model.state_dict(), path)");
    assertThat(Files.exists(Path.of("broken_into"))).isFalse();
  }

  @Test
  void anEmptyFileAndAnErrorPageAreNamed() {
    assertRefused(new byte[0], "the file is empty");
    assertRefused("<!DOCTYPE html>".getBytes(StandardCharsets.UTF_8), "'<!DOCTYPE html>'");
    assertRefused("\u0007\u001b[31mred".getBytes(StandardCharsets.UTF_8), "'??[31mred'");
    byte[] tar = new byte[512];
    System.arraycopy("ustar".getBytes(StandardCharsets.US_ASCII), 0, tar, 257, 5);
    assertRefused(tar, "tar archive");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"module.pth", "module_legacy.pth", "shapes.pth", "shapes_legacy.pth", "views.pth"})
  void everyPrefixIsRefused(String file) throws IOException {
    byte[] whole = Files.readAllBytes(FIXTURES.resolve(file));
    for (int length = 0; length < whole.length; length++) {
      byte[] prefix = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> readAll(prefix))
          .as("%s cut at %d", file, length)
          .isInstanceOf(TorchFormatException.class);
    }
  }

  /**
   * CRC-32 covers all that matters in the zip era: a changed byte is noticed or makes no
   * difference.
   */
  @Test
  void noChangedByteOfAZipGoesUnnoticed() throws IOException {
    byte[] whole = Files.readAllBytes(FIXTURES.resolve("module.pth"));
    Map<String, double[]> truth = readAll(whole);
    int refused = 0;
    for (int i = 0; i < whole.length * 2; i++) {
      byte[] changed = whole.clone();
      changed[i / 2] ^= (byte) (i % 2 == 0 ? 1 : 0x80);
      try {
        Map<String, double[]> read = readAll(changed);
        assertThat(read.keySet()).containsExactlyElementsOf(truth.keySet());
        truth.forEach((name, values) -> assertThat(read.get(name)).isEqualTo(values));
      } catch (TorchFormatException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(2000);
  }

  /** {@code no_crc.pth} lets changes reach the pickle; legacy files have no checksum at all. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "no_crc.pth",
        "module_legacy.pth",
        "nested_legacy.pth",
        "views_legacy.pth",
        "protocol4_legacy.pth",
        "protocol1_legacy.pth",
        "module.pth"
      })
  void anyMutationIsReadOrRefusedInBoundedMemory(String file) throws IOException {
    byte[] whole = Files.readAllBytes(FIXTURES.resolve(file));
    Random random = new Random(file.hashCode());
    readAll(whole);
    int refused = 0;
    for (int i = 0; i < 4000; i++) {
      byte[] mutant = mutate(whole, random);
      long before = allocated();
      try {
        readAll(mutant);
      } catch (TorchFormatException e) {
        refused++;
      }
      assertThat(allocated() - before).as("bytes allocated by mutant %d", i).isLessThan(64L << 20);
    }
    assertThat(refused).isGreaterThan(1000);
  }

  private static byte[] mutate(byte[] whole, Random random) {
    byte[] mutant = whole.clone();
    int changes = 1 + random.nextInt(4);
    for (int c = 0; c < changes; c++) {
      int at = random.nextInt(mutant.length);
      switch (random.nextInt(5)) {
        case 0 -> mutant[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> mutant[at] = (byte) random.nextInt(256);
        case 2 -> mutant[at] = (byte) (random.nextBoolean() ? 0xff : 0x7f);
        // A piece from elsewhere in the same file: valid opcodes in the wrong place.
        case 3 -> {
          int length = Math.min(1 + random.nextInt(16), mutant.length - at);
          int from = random.nextInt(mutant.length - length + 1);
          System.arraycopy(whole, from, mutant, at, length);
        }
        default -> {
          byte[] shorter = Arrays.copyOf(mutant, mutant.length - 1);
          System.arraycopy(mutant, at + 1, shorter, at, shorter.length - at);
          mutant = shorter;
        }
      }
    }
    return mutant;
  }

  private static Map<String, double[]> readAll(byte[] bytes) throws IOException {
    Map<String, double[]> values = new LinkedHashMap<>();
    for (var e : TorchCheckpoint.read(CheckpointSource.of("x.pth", bytes)).entrySet()) {
      values.put(e.getKey(), e.getValue().doubles());
    }
    return values;
  }

  static void assertRefused(byte[] bytes, String reason) {
    assertThatThrownBy(() -> readAll(bytes))
        .isInstanceOf(TorchFormatException.class)
        .hasMessageStartingWith("x.pth: ")
        .hasMessageContaining(reason);
  }

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }
}
