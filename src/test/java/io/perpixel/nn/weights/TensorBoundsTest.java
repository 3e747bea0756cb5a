package io.perpixel.nn.weights;

import static io.perpixel.nn.weights.HostileCheckpointTest.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TensorBoundsTest {
  private static final long MAX = Long.MAX_VALUE;

  /** A checkpoint of a storage with the floats 0, 1, 2, … and one view of it. */
  private static byte[] checkpoint(
      int stored, long claimed, long offset, long[] shape, long[] strides) {
    ByteBuffer storage = ByteBuffer.allocate(4 * stored).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < stored; i++) {
      storage.putFloat(i);
    }
    return PickleBytes.zip(
        new PickleBytes().tensor(claimed, offset, shape, strides).stop(), storage.array());
  }

  private static float[] read(long offset, long[] shape, long[] strides) throws IOException {
    byte[] file = checkpoint(6, 6, offset, shape, strides);
    return TorchCheckpoint.read(CheckpointSource.of("x.pth", file)).get("w").floats();
  }

  @Test
  void viewsToTheLastElement() throws IOException {
    assertThat(read(0, new long[] {6}, new long[] {1})).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(read(1, new long[] {2, 2}, new long[] {1, 3})).containsExactly(1, 4, 2, 5);
    assertThat(read(5, new long[] {}, new long[] {})).containsExactly(5);
    assertThat(read(5, new long[] {1, 1}, new long[] {MAX, MAX})).containsExactly(5);
    assertThat(read(2, new long[] {2, 1, 2}, new long[] {0, MAX, 3})).containsExactly(2, 5, 2, 5);
    assertThat(read(6, new long[] {0, 4}, new long[] {MAX, MAX})).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          7 | 6 | 0  | 6                    | 1                    | found 24 bytes
          6 | 6 | 1  | 6                    | 1                    | only 6 elements
          6 | 6 | 6  |                      |                      | only 6 elements
          6 | 6 | 0  | 2,3                  | 4,1                  | only 6 elements
          6 | 6 | -1 | 2                    | 1                    | negative
          6 | 6 | 0  | -2                   | 1                    | negative
          6 | 6 | 5  | 2                    | -1                   | negative
          6 | 6 | 0  | 2,3                  | 1                    | one stride for each
          6 | 6 | 0  | 9223372036854775807  | 1                    | only 6 elements
          6 | 6 | 0  | 9223372036854775807  | 0                    | too many elements
          6 | 6 | 0  | 4294967296,4294967296| 0,0                  | too many elements
          6 | 6 | 0  | 2                    | 9223372036854775807  | only 6 elements
          6 | 6 | 9223372036854775807 | 2   | 9223372036854775807  | only 6 elements
          6 | 6 | 0  | 3,3                  | 4611686018427387904,4611686018427387904 | only 6
          6 | 6 | 0  | 1048577              | 0                    | too many elements
          4611686018427387904 | 6 | 0 | 6   | 1                    | found 24 bytes
          9223372036854775807 | 6 | 0 | 6   | 1                    | found 24 bytes
          -6 | 6 | 0 | 6                    | 1                    | is no storage
          """)
  void refusesViewsThatDoNotFit(
      long claimed, int stored, long offset, String shape, String strides, String reason) {
    byte[] file = checkpoint(stored, claimed, offset, numbers(shape), numbers(strides));
    assertRefused(file, reason);
  }

  @Test
  void refusesMoreThan64Dimensions() {
    long[] ones = new long[65];
    Arrays.fill(ones, 1);
    assertRefused(checkpoint(1, 1, 0, ones, ones), "[65 numbers]");
  }

  /** In the legacy era the storage follows the pickles, after its length. */
  @ParameterizedTest
  @CsvSource({
    "3,3,3,",
    "3,3,2,8 bytes left",
    "3,2,3,found 2 elements",
    "1152921504606846976,1152921504606846976,3,12 bytes left"
  })
  void legacyStoragesAreComparedWithTheFile(long claimed, long count, int stored, String reason)
      throws IOException {
    byte[] object = new PickleBytes().tensor(claimed, 0, new long[] {2}, new long[] {1}).stop();
    byte[] keys = new PickleBytes().raw(']').text("0").raw('a').stop();
    ByteBuffer rest = ByteBuffer.allocate(8 + 4 * stored).order(ByteOrder.LITTLE_ENDIAN);
    byte[] file = PickleBytes.legacy(object, keys, rest.putLong(count).putFloat(4).array());
    if (reason == null) {
      var tensors = TorchCheckpoint.read(CheckpointSource.of("x.pth", file));
      assertThat(tensors.get("w").floats()).containsExactly(4, 0);
    } else {
      assertRefused(file, reason);
    }
  }

  @Test
  void legacyKeysMatchTheStorages() {
    byte[] object = new PickleBytes().tensor(1, 0, new long[] {}, new long[] {}).stop();
    byte[] none = new PickleBytes().raw(']').stop();
    byte[] other = new PickleBytes().raw(']').text("other").raw('a').stop();
    assertRefused(PickleBytes.legacy(object, none, new byte[12]), "no data for 1 storages");
    assertRefused(PickleBytes.legacy(object, other, new byte[12]), "'other' twice or without");
  }

  private static long[] numbers(String list) {
    return list == null
        ? new long[0]
        : Arrays.stream(list.split(",")).mapToLong(Long::parseLong).toArray();
  }
}
