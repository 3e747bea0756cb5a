package io.perpixel.train;

import io.perpixel.nn.kernel.HostMemory;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A dense float32 array in ND4J's own binary format, to the byte as {@code Nd4j.write} has it,
 * which copies the array first and then passes on value by value: seconds for a large model.
 */
final class ArrayContent implements Content {
  private static final int BLOCK = PIECE / Float.BYTES;

  private final INDArray array;

  ArrayContent(INDArray array) {
    this.array = array;
  }

  /**
   * Reads what {@link #writeTo} writes: values in order, as a vector.
   *
   * @throws IOException if it is something else, or cut short
   */
  static INDArray read(byte[] content) throws IOException {
    ByteArrayInputStream bytes = new ByteArrayInputStream(content);
    DataInputStream in = new DataInputStream(bytes);
    in.readUTF();
    long shape = in.readLong();
    in.readUTF();
    in.skipNBytes(Math.multiplyExact(shape, Long.BYTES));
    in.readUTF();
    long length = in.readLong();
    String type = in.readUTF();
    if (!type.equals(DataType.FLOAT.name())) {
      throw new IOException("it holds values of type %s, expected FLOAT".formatted(type));
    }
    if (length < 1 || length > bytes.available() / Float.BYTES) {
      throw new IOException(
          "it announces %,d values, but holds %,d bytes".formatted(length, bytes.available()));
    }
    FloatBuffer values =
        ByteBuffer.wrap(content, content.length - bytes.available(), bytes.available())
            .slice()
            .asFloatBuffer();
    INDArray array = Nd4j.createUninitialized(DataType.FLOAT, length);
    for (long from = 0; from < length; from += BLOCK) {
      int count = (int) Math.min(BLOCK, length - from);
      HostMemory.window(array, from, count).put(values.slice((int) from, count));
    }
    return array;
  }

  /** Writes shape and type, then the values, big endian. */
  @Override
  public void writeTo(OutputStream out) throws IOException {
    DataOutputStream head = new DataOutputStream(out);
    array.shapeInfoDataBuffer().write(head);
    head.writeUTF(array.data().allocationMode().name());
    head.writeLong(array.length());
    head.writeUTF(array.dataType().name());
    head.flush();
    HostMemory.write(array, ByteOrder.BIG_ENDIAN, out);
  }
}
