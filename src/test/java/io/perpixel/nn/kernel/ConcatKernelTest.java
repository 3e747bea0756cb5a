package io.perpixel.nn.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nd4j.linalg.indexing.NDArrayIndex.all;
import static org.nd4j.linalg.indexing.NDArrayIndex.interval;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

class ConcatKernelTest {
  static Stream<Arguments> cases() {
    return Tensors.families()
        .flatMap(
            kernels ->
                Stream.of(
                    Arguments.of(kernels, new Nhwc(1, 1, 1, 2), new int[] {1, 1}),
                    Arguments.of(kernels, new Nhwc(2, 5, 7, 25), new int[] {24, 1}),
                    Arguments.of(kernels, new Nhwc(3, 8, 8, 96), new int[] {32, 64}),
                    Arguments.of(kernels, new Nhwc(2, 3, 3, 15), new int[] {4, 5, 6})));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void joinsAndSplits(Kernels kernels, Nhwc whole, int[] channels) {
    Random random = new Random(7);
    INDArray[] xs =
        Arrays.stream(channels)
            .mapToObj(c -> Tensors.random(random, whole.withChannels(c).shape()))
            .toArray(INDArray[]::new);
    INDArray dy = Tensors.random(random, whole.shape());

    ConcatKernel concat = kernels.concat(whole, channels);
    INDArray y = Tensors.unwritten(whole.shape());
    concat.forward(xs, y);
    for (int unwanted = 0; unwanted < channels.length; unwanted++) {
      INDArray[] dxs =
          Arrays.stream(channels)
              .mapToObj(c -> Tensors.unwritten(whole.withChannels(c).shape()))
              .toArray(INDArray[]::new);
      dxs[unwanted] = null;
      concat.backward(dy, dxs);
      int offset = 0;
      for (int i = 0; i < channels.length; i++) {
        assertThat(Tensors.floats(slice(y, offset, channels[i]))).isEqualTo(Tensors.floats(xs[i]));
        if (i != unwanted) {
          assertThat(Tensors.floats(dxs[i]))
              .isEqualTo(Tensors.floats(slice(dy, offset, channels[i])));
        }
        offset += channels[i];
      }
    }
  }

  private static INDArray slice(INDArray whole, int offset, int channels) {
    return whole.get(all(), all(), all(), interval(offset, offset + channels));
  }
}
