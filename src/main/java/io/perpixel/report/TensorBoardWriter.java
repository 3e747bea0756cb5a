package io.perpixel.report;

import io.perpixel.train.EpochRecord;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32C;

/**
 * Writes scalars as a TensorBoard event file: {@code tensorboard --logdir RUN_DIRECTORY} shows
 * them.
 *
 * <p>The file is a sequence of TFRecords (length, masked CRC of the length, data, masked CRC of the
 * data; little endian), each holding one {@code Event} message of tensorflow/core/util/event.proto.
 * The few fields needed are encoded by hand instead of bringing protobuf and its generated classes.
 */
public final class TensorBoardWriter implements Closeable {
  private static final int WIRE_VARINT = 0;
  private static final int WIRE_64_BIT = 1;
  private static final int WIRE_BYTES = 2;
  private static final int WIRE_32_BIT = 5;

  /** Added by TFRecord so that a CRC stored inside checksummed data stays harmless. */
  private static final int CRC_MASK_DELTA = 0xa282ead8;

  private final OutputStream out;

  /**
   * Begins a file.
   *
   * @param started wall time of the first event
   */
  public TensorBoardWriter(OutputStream out, Instant started) throws IOException {
    this.out = out;
    Message event = new Message().time(started);
    writeRecord(event.bytes(3, "brain.Event:2".getBytes(StandardCharsets.UTF_8)).toBytes());
  }

  /** The name that TensorBoard looks for: {@code events.out.tfevents.<seconds>.<host>}. */
  public static String fileName(Instant started, String host) {
    String safe = host.replaceAll("[^A-Za-z0-9.-]", "_");
    return String.format(
        Locale.ROOT, "events.out.tfevents.%010d.%s", started.getEpochSecond(), safe);
  }

  /**
   * A whole event file of a history. Each epoch's wall time is {@code started} plus the seconds of
   * the epochs so far, so the same history gives the same bytes, resumed or not.
   */
  public static byte[] toBytes(Instant started, List<EpochRecord> epochs) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TensorBoardWriter writer = new TensorBoardWriter(bytes, started)) {
      double elapsed = 0;
      for (EpochRecord epoch : epochs) {
        elapsed += Double.isFinite(epoch.seconds()) ? epoch.seconds() : 0;
        writer.epoch(epoch, started.plusMillis(Math.round(elapsed * 1000)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory cannot fail", e);
    }
    return bytes.toByteArray();
  }

  /** All scalars of one epoch. */
  public void epoch(EpochRecord epoch, Instant when) throws IOException {
    scalar("loss/train", epoch.epoch(), epoch.trainLoss(), when);
    scalar("loss/validation", epoch.epoch(), epoch.validationLoss(), when);
    for (var metric : epoch.metrics().entrySet()) {
      scalar("metric/" + metric.getKey(), epoch.epoch(), metric.getValue(), when);
    }
    scalar("speed/images_per_second", epoch.epoch(), epoch.imagesPerSecond(), when);
    scalar("speed/epoch_seconds", epoch.epoch(), epoch.seconds(), when);
    scalar("learning_rate", epoch.epoch(), epoch.learningRate(), when);
  }

  /** One value of one curve; NaN and infinities are legal and shown as such. */
  public void scalar(String tag, long step, double value, Instant when) throws IOException {
    Message entry =
        new Message().bytes(1, tag.getBytes(StandardCharsets.UTF_8)).float32(2, (float) value);
    Message summary = new Message().bytes(1, entry.toBytes());
    writeRecord(new Message().time(when).varint(2, step).bytes(5, summary.toBytes()).toBytes());
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  private void writeRecord(byte[] data) throws IOException {
    byte[] length = little(Long.BYTES).putLong(data.length).array();
    out.write(length);
    out.write(little(Integer.BYTES).putInt(maskedCrc(length)).array());
    out.write(data);
    out.write(little(Integer.BYTES).putInt(maskedCrc(data)).array());
    out.flush();
  }

  static int maskedCrc(byte[] data) {
    CRC32C crc = new CRC32C();
    crc.update(data);
    return Integer.rotateRight((int) crc.getValue(), 15) + CRC_MASK_DELTA;
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** A protobuf message under construction: each field is a key (number and wire type), a value. */
  private static final class Message {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Message time(Instant when) {
      double seconds = when.getEpochSecond() + when.getNano() / 1e9;
      key(1, WIRE_64_BIT).writeBytes(little(Double.BYTES).putDouble(seconds).array());
      return this;
    }

    Message varint(int field, long value) {
      key(field, WIRE_VARINT);
      raw(value);
      return this;
    }

    Message float32(int field, float value) {
      key(field, WIRE_32_BIT).writeBytes(little(Float.BYTES).putFloat(value).array());
      return this;
    }

    Message bytes(int field, byte[] value) {
      key(field, WIRE_BYTES);
      raw(value.length);
      bytes.writeBytes(value);
      return this;
    }

    byte[] toBytes() {
      return bytes.toByteArray();
    }

    private ByteArrayOutputStream key(int field, int wireType) {
      raw((long) field << 3 | wireType);
      return bytes;
    }

    private void raw(long value) {
      long rest = value;
      while ((rest & ~0x7fL) != 0) {
        bytes.write((int) (rest & 0x7f | 0x80));
        rest >>>= 7;
      }
      bytes.write((int) rest);
    }
  }
}
