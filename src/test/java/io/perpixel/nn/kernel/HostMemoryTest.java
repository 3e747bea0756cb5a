package io.perpixel.nn.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class HostMemoryTest {
  /** More than one piece, and no multiple of it. */
  @Test
  void arraysOfAnyLengthAreWrittenInEitherOrder() throws IOException {
    INDArray array = Tensors.random(new Random(1), (1 << 18) + 3);
    float[] expected = Tensors.floats(array);
    for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      HostMemory.write(array, order, bytes);
      float[] found = new float[expected.length];
      assertThat(bytes.size()).isEqualTo(found.length * Float.BYTES);
      ByteBuffer.wrap(bytes.toByteArray()).order(order).asFloatBuffer().get(found);
      assertThat(found).isEqualTo(expected);
    }
  }

  @Test
  void bytesGoInAndOutAsTheyAre() {
    INDArray from = Tensors.of(new float[] {1, 2, 3, 4}, 4);
    INDArray to = Tensors.unwritten(4).assign(0);
    byte[] bytes = new byte[11];
    HostMemory.get(from, 1, bytes, 2, 8);
    HostMemory.put(bytes, 2, 8, to, 2);
    assertThat(Tensors.floats(to)).containsExactly(0, 0, 2, 3);
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> HostMemory.get(from, 3, bytes, 0, 5))
        .withMessage("5 bytes from value 3 on of 4");
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> HostMemory.put(bytes, 0, 4, from, -1));
  }

  @Test
  void viewsBeginAtACacheLine() {
    Nhwc shape = new Nhwc(1, 2, 3, 4);
    for (int begin = 0; begin < HostMemory.SPARE; begin++) {
      INDArray memory = Nd4j.zeros(begin + shape.length() + HostMemory.SPARE);
      INDArray rest = memory.get(NDArrayIndex.interval(begin, memory.length()));
      INDArray aligned = HostMemory.aligned(rest, shape);
      assertThat(HostMemory.address(aligned) % AlignedBuffer.ALIGNMENT).isZero();
      aligned.assign(1);
      assertThat(memory.sumNumber().longValue()).isEqualTo(shape.length());
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    INDArray floats = Tensors.unwritten(3);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HostMemory.copyOfInts(floats))
        .withMessage("expected INT, found FLOAT");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HostMemory.put(new float[2], floats))
        .withMessage("expected 3 values, found 2");
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> HostMemory.window(floats, 2, 2));
  }

  /** An array that repeats one value, since 8 GB are more than a test may take. */
  @Test
  void moreThanAJavaArrayHoldsIsRefused() {
    INDArray one = Nd4j.createFromArray(1f);
    INDArray many = Nd4j.create(one.data(), new long[] {1L << 31}, new long[] {0}, 0, 'c');
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HostMemory.copyOfFloats(many))
        .withMessageContainingAll("2,147,483,648 values", "2,147,483,639", "fewer images");
  }
}
