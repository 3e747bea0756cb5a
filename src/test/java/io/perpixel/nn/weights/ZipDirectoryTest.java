package io.perpixel.nn.weights;

import static io.perpixel.nn.weights.HostileCheckpointTest.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ZipDirectoryTest {
  private static final int ENTRY = 0x02014b50;
  private static final int END = 0x06054b50;
  private static final int CRC = 16;
  private static final int COMPRESSED = 20;
  private static final int SIZE = 24;
  private static final int HEADER = 42;

  private static final byte[] PICKLE =
      new PickleBytes().tensor(2, 0, new long[] {2}, new long[] {1}).stop();

  private static Map<String, byte[]> entries() {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("x/data.pkl", PICKLE);
    entries.put("x/data/0", new byte[] {0, 0, (byte) 0x80, 0x3f, 0, 0, 0, 0x40});
    return entries;
  }

  private static byte[] with(String name, String content) {
    Map<String, byte[]> entries = entries();
    entries.put(name, content.getBytes(StandardCharsets.US_ASCII));
    return PickleBytes.zip(entries, false);
  }

  private static float[] read(byte[] file) throws IOException {
    return TorchCheckpoint.read(CheckpointSource.of("x.pth", file)).get("w").floats();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void readsStoredAndDeflatedEntries(boolean deflated) throws IOException {
    assertThat(read(PickleBytes.zip(entries(), deflated))).containsExactly(1, 2);
  }

  @Test
  void passesOverOtherEntriesAndFolders() throws IOException {
    assertThat(read(with("x/byteorder", "little"))).containsExactly(1, 2);
    assertThat(read(with("x/folder/", ""))).containsExactly(1, 2);
    assertThat(read(with("x/.data/serialization_id", "17"))).containsExactly(1, 2);
  }

  @ParameterizedTest
  @CsvSource({
    "x/byteorder,big,found byte order 'big'",
    "y/data.pkl,.,with 2 entries like name/data.pkl",
    "x/constants.pkl,.,TorchScript",
    "../evil,.,'../evil'",
    "x/../../evil,.,evil'",
    "/etc/evil,.,'/etc/evil'",
    "x\\evil,.,evil'",
    "x//evil,.,evil'"
  })
  void refusesArchivesThatNoCheckpointIs(String name, String content, String reason) {
    assertRefused(with(name, content), reason);
  }

  @Test
  void refusesArchivesWithoutAPickleOrStorage() {
    assertRefused(PickleBytes.zip(Map.of("a/b", new byte[1]), false), "with no entries like");
    assertRefused(PickleBytes.zip(Map.of("x/data.pkl", PICKLE), false), "no entry for storage '0'");
  }

  /** Zip readers take the first or the last of two, and not the same one. */
  @Test
  void refusesTwoEntriesOfOneName() {
    byte[] file = with("x/data/1", "12345678");
    ByteBuffer bytes = ByteBuffer.wrap(file);
    int directory = find(file, ENTRY, 2);
    bytes.put(directory + 46 + "x/data/1".length() - 1, (byte) '0');
    assertRefused(file, "two entries 'x/data/0'");
  }

  @Test
  void refusesEntriesThatShareBytes() {
    byte[] file = with("x/data/1", "12345678");
    int first = find(file, ENTRY, 1);
    ByteBuffer bytes = little(file);
    bytes.putInt(find(file, ENTRY, 2) + HEADER, bytes.getInt(first + HEADER));
    assertRefused(file, "inside another");
  }

  @ParameterizedTest
  @CsvSource({
    "16,7,does not match its CRC-32",
    "20,7,does not have the 8 bytes",
    "20,1000000,outside the file",
    "24,9,does not have the 9 bytes",
    "24,-1,found",
    "42,3,found",
    "42,-1,outside the file",
    "8,1,encrypted",
    "10,12,is packed by method 12"
  })
  void refusesALyingDirectory(int field, int value, String reason) {
    byte[] file = PickleBytes.zip(entries(), false);
    ByteBuffer bytes = little(file);
    int at = find(file, ENTRY, 1) + field;
    if (field < CRC) {
      bytes.putShort(at, (short) value);
      bytes.putShort(find(file, 0x04034b50, 1) + field - 2, (short) value);
    } else {
      bytes.putInt(at, value);
    }
    assertRefused(file, reason);
  }

  /** The directory says 8 bytes, the data unpack to sixty megabytes. */
  @Test
  void unpacksNoMoreThanTheDirectorySays() {
    Map<String, byte[]> entries = entries();
    entries.put("x/data/0", new byte[60 << 20]);
    byte[] bomb = PickleBytes.zip(entries, true);
    assertThat(bomb.length).isLessThan(100_000);
    assertRefused(bomb, "unpack to far more than the file");
    little(bomb).putInt(find(bomb, ENTRY, 1) + SIZE, 8);
    assertRefused(bomb, "does not have the 8 bytes");
  }

  /** Many small bombs are one large one. */
  @Test
  void addsUpWhatEntriesUnpackTo() {
    Map<String, byte[]> entries = entries();
    for (int i = 1; i < 40; i++) {
      entries.put("x/data/" + i, new byte[1 << 20]);
    }
    assertRefused(PickleBytes.zip(entries, true), "unpack to far more than the file");
  }

  /** As archives beyond 4 GB have it: the numbers are in an extra field, behind another one. */
  @ParameterizedTest
  @CsvSource({"8,8,", "8,9,does not have the 9 bytes", "-1,-1,outside the file"})
  void readsZip64Entries(long compressed, long size, String reason) throws IOException {
    byte[] file = PickleBytes.zip(entries(), false);
    int entry = find(file, ENTRY, 1);
    int end = find(file, END, 0);
    ByteBuffer old = little(file);
    byte[] wide = new byte[file.length + 4 + 3 + 4 + 24];
    ByteBuffer bytes = little(wide).put(file, 0, end);
    bytes.putShort((short) 0x7777).putShort((short) 3).put(new byte[3]);
    bytes.putShort((short) 1).putShort((short) 24);
    bytes.putLong(size).putLong(compressed).putLong(old.getInt(entry + HEADER));
    bytes.put(file, end, file.length - end);
    bytes.putInt(entry + COMPRESSED, -1).putInt(entry + SIZE, -1).putInt(entry + HEADER, -1);
    bytes.putShort(entry + 30, (short) 35);
    bytes.putInt(end + 35 + 12, old.getInt(end + 12) + 35);
    if (reason == null) {
      assertThat(read(wide)).containsExactly(1, 2);
    } else {
      assertRefused(wide, reason);
    }
  }

  @Test
  void refusesADirectoryElsewhere() {
    for (int field : new int[] {12, 16}) {
      for (int value : new int[] {0, -1, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
        byte[] file = PickleBytes.zip(entries(), false);
        little(file).putInt(find(file, END, 0) + field, value);
        assertRefused(file, "found");
      }
    }
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Position of the {@code n}-th occurrence, from 0, of a record. */
  private static int find(byte[] file, int signature, int n) {
    ByteBuffer bytes = little(file);
    int left = n;
    for (int at = 0; at <= file.length - 4; at++) {
      if (bytes.getInt(at) == signature && left-- == 0) {
        return at;
      }
    }
    throw new AssertionError("no record " + Integer.toHexString(signature));
  }
}
