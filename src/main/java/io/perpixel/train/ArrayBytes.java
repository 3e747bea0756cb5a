package io.perpixel.train;

import io.perpixel.nn.kernel.HostMemory;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A dense float32 array in ND4J's own binary format, to the byte as {@code Nd4j.write} has it,
 * which copies the array first and then passes on value by value: seconds for a large model.
 */
final class ArrayBytes {
  private static final int BLOCK = 1 << 20;

  private ArrayBytes() {}

  /** Its bytes: shape, type, then the values, big endian. */
  static byte[] of(INDArray array) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(head);
    array.shapeInfoDataBuffer().write(out);
    out.writeUTF(array.data().allocationMode().name());
    out.writeLong(array.length());
    out.writeUTF(array.dataType().name());
    long size = head.size() + Float.BYTES * array.length();
    byte[] bytes = Arrays.copyOf(head.toByteArray(), Math.toIntExact(size));
    FloatBuffer values =
        ByteBuffer.wrap(bytes, head.size(), bytes.length - head.size())
            .slice()
            .order(ByteOrder.BIG_ENDIAN)
            .asFloatBuffer();
    for (long from = 0; from < array.length(); from += BLOCK) {
      values.put(HostMemory.window(array, from, (int) Math.min(BLOCK, array.length() - from)));
    }
    return bytes;
  }
}
