package io.perpixel.train;

import io.perpixel.nn.kernel.HostMemory;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A dense float32 array in ND4J's own binary format, to the byte as {@code Nd4j.write} has it,
 * which copies the array first and then passes on value by value: seconds for a large model.
 */
final class ArrayContent implements Content {
  private final INDArray array;

  ArrayContent(INDArray array) {
    this.array = array;
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
    ByteBuffer block = ByteBuffer.allocate(PIECE).order(ByteOrder.BIG_ENDIAN);
    int most = PIECE / Float.BYTES;
    for (long from = 0; from < array.length(); from += most) {
      int values = (int) Math.min(most, array.length() - from);
      block.asFloatBuffer().put(HostMemory.window(array, from, values));
      out.write(block.array(), 0, values * Float.BYTES);
    }
  }
}
