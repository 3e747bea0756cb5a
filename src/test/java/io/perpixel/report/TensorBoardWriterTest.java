package io.perpixel.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.perpixel.train.EpochRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TensorBoardWriterTest {
  private static final Instant START = Instant.ofEpochSecond(1_700_000_000L);

  private record Scalar(String tag, long step, double time, float value) {}

  @Test
  void theFirstRecordIsTheOneThatTensorFlowWrites() {
    byte[] file = TensorBoardWriter.toBytes(START, List.of());
    assertThat(HexFormat.of().formatHex(file))
        // Length 24 and its masked CRC: how every event file of TensorFlow's begins.
        .startsWith("1800000000000000a37f4b22")
        // Field 1 as a double of 1.7e9, field 3 as the text "brain.Event:2".
        .contains("09" + "00000040fc54d941" + "1a0d" + "627261696e2e4576656e743a32");
    assertThat(file).hasSize(8 + 4 + 24 + 4);
  }

  @Test
  void aScalarIsEncodedAsTheProtocolSays() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (TensorBoardWriter writer = new TensorBoardWriter(out, START)) {
      writer.scalar("a", 300, 0.5, START);
    }
    byte[] event = records(out.toByteArray()).get(1);
    // 09 time, 10 ac 02 = step 300, 2a = summary, 0a = value: 0a "a", 15 = float 0.5
    assertThat(HexFormat.of().formatHex(event))
        .isEqualTo("0900000040fc54d941" + "10ac02" + "2a0a" + "0a08" + "0a0161" + "150000003f");
  }

  @Test
  void masksTheChecksumAsTfRecordDoes() {
    // RFC 3720, B.4: CRC-32C of 32 zero bytes is 8a9136aa.
    int crc = 0x8a9136aa;
    int masked = (crc >>> 15 | crc << 17) + 0xa282ead8;
    assertThat(TensorBoardWriter.maskedCrc(new byte[32])).isEqualTo(masked);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1000})
  void aHistoryComesBackFromItsFrames(int epochs) {
    List<EpochRecord> history = Samples.epochs(epochs, 7);
    List<Scalar> scalars = scalars(TensorBoardWriter.toBytes(START, history));
    assertThat(scalars).hasSize(epochs * 6);
    double elapsed = 0;
    for (EpochRecord epoch : history) {
      elapsed += epoch.seconds();
      double time = START.getEpochSecond() + Math.round(elapsed * 1000) / 1000.0;
      assertThat(scalars)
          .contains(
              new Scalar("loss/train", epoch.epoch(), time, (float) epoch.trainLoss()),
              new Scalar("loss/validation", epoch.epoch(), time, (float) epoch.validationLoss()),
              new Scalar("metric/accuracy", epoch.epoch(), time, (float) epoch.metric("accuracy")));
    }
  }

  @Test
  void divergedAndHostileValuesKeepTheFramesWhole() {
    String name = "näme \"\n\0 " + "x".repeat(300);
    EpochRecord epoch =
        new EpochRecord(
            Integer.MAX_VALUE,
            Double.NaN,
            Double.POSITIVE_INFINITY,
            Map.of(name, -1.0),
            1,
            Double.NaN,
            1);
    List<Scalar> scalars = scalars(TensorBoardWriter.toBytes(START, List.of(epoch)));
    assertThat(scalars.get(0).value).isNaN();
    assertThat(scalars.get(1).value).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(scalars.get(2))
        .isEqualTo(new Scalar("metric/" + name, Integer.MAX_VALUE, START.getEpochSecond(), -1));
  }

  @ParameterizedTest
  @CsvSource({
    "node-1.example, events.out.tfevents.1700000000.node-1.example",
    "../etc/x y, events.out.tfevents.1700000000..._etc_x_y"
  })
  void theFileNameHoldsNoPath(String host, String expected) {
    assertThat(TensorBoardWriter.fileName(START, host)).isEqualTo(expected);
  }

  /** Splits into TFRecords and checks both checksums of each, by the definition. */
  private static List<byte[]> records(byte[] file) {
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    List<byte[]> records = new ArrayList<>();
    while (in.hasRemaining()) {
      int start = in.position();
      byte[] data = new byte[Math.toIntExact(in.getLong())];
      assertThat(unmask(in.getInt())).isEqualTo(crc(Arrays.copyOfRange(file, start, start + 8)));
      in.get(data);
      assertThat(unmask(in.getInt())).isEqualTo(crc(data));
      records.add(data);
    }
    return records;
  }

  private static int unmask(int masked) {
    return Integer.rotateLeft(masked - 0xa282ead8, 15);
  }

  private static int crc(byte[] data) {
    CRC32C crc = new CRC32C();
    crc.update(data);
    return (int) crc.getValue();
  }

  private static List<Scalar> scalars(byte[] file) {
    return records(file).stream().skip(1).map(TensorBoardWriterTest::scalar).toList();
  }

  private static Scalar scalar(byte[] event) {
    ByteBuffer in = ByteBuffer.wrap(event).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(in.get()).isEqualTo((byte) (1 << 3 | 1));
    double time = in.getDouble();
    assertThat(in.get()).isEqualTo((byte) (2 << 3));
    long step = varint(in);
    assertThat(in.get()).isEqualTo((byte) (5 << 3 | 2));
    assertThat(varint(in)).isEqualTo(in.remaining());
    assertThat(in.get()).isEqualTo((byte) (1 << 3 | 2));
    assertThat(varint(in)).isEqualTo(in.remaining());
    assertThat(in.get()).isEqualTo((byte) (1 << 3 | 2));
    byte[] tag = new byte[(int) varint(in)];
    in.get(tag);
    assertThat(in.get()).isEqualTo((byte) (2 << 3 | 5));
    float value = in.getFloat();
    assertThat(in.remaining()).isZero();
    return new Scalar(new String(tag, StandardCharsets.UTF_8), step, time, value);
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = in.get();
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }
}
