package io.perpixel.nn.kernel;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

class Conv2dKernelTest {
  private static final int[] KERNELS = {1, 3, 5, 7};
  private static final int[] DILATIONS = {1, 1, 2, 4};
  private static final int[] CHANNELS = {1, 2, 3, 8, 17, 24};

  static Stream<Arguments> geometries() {
    Stream<ConvGeometry> named =
        Stream.of(
            new ConvGeometry(new Nhwc(1, 1, 1, 1), 1, 1, 1, 0, 1, true),
            // DeepLab's stem and an ASPP branch whose taps reach past the whole map.
            new ConvGeometry(new Nhwc(2, 17, 23, 3), 8, 7, 2, 3, 1, false),
            new ConvGeometry(new Nhwc(1, 5, 4, 16), 8, 3, 1, 12, 12, false),
            // The colour nets' shapes.
            new ConvGeometry(new Nhwc(3, 32, 32, 1), 32, 3, 1, 1, 1, true),
            new ConvGeometry(new Nhwc(3, 8, 8, 64), 32, 3, 1, 1, 1, true),
            // A stride that passes over the last rows and columns.
            new ConvGeometry(new Nhwc(2, 8, 10, 4), 4, 1, 2, 0, 1, true),
            new ConvGeometry(new Nhwc(2, 8, 10, 4), 4, 3, 2, 0, 1, true));
    Random random = new Random(0);
    Stream<ConvGeometry> drawn = Stream.generate(() -> draw(random)).limit(40);
    return Stream.concat(named, drawn)
        .flatMap(
            g ->
                Tensors.families()
                    .flatMap(
                        kernels ->
                            Stream.of(false, true).map(relu -> Arguments.of(kernels, g, relu))));
  }

  private static ConvGeometry draw(Random random) {
    int kernel = pick(random, KERNELS);
    int dilation = pick(random, DILATIONS);
    int reach = dilation * (kernel - 1);
    int padding = random.nextInt(reach / 2 + 1);
    int least = reach + 1 - 2 * padding;
    return new ConvGeometry(
        new Nhwc(
            1 + random.nextInt(3),
            least + random.nextInt(12),
            least + random.nextInt(12),
            pick(random, CHANNELS)),
        pick(random, CHANNELS),
        kernel,
        1 + random.nextInt(2),
        padding,
        dilation,
        random.nextBoolean());
  }

  private static int pick(Random random, int[] values) {
    return values[random.nextInt(values.length)];
  }

  @ParameterizedTest
  @MethodSource("geometries")
  void agreesWithLoops(Kernels kernels, ConvGeometry g, boolean relu) {
    Random random = new Random(1);
    INDArray x = Tensors.random(random, g.in().shape());
    INDArray w = Tensors.random(random, g.weightShape());
    INDArray b = g.bias() ? Tensors.random(random, g.outChannels()) : null;
    INDArray dy = Tensors.random(random, g.out().shape());
    Reference.Gradients expected =
        Reference.conv2d(
            g,
            relu,
            Tensors.doubles(x),
            Tensors.doubles(w),
            b == null ? null : Tensors.doubles(b),
            Tensors.doubles(dy));

    Conv2dKernel conv = kernels.conv2d(g, relu);
    INDArray y = Tensors.unwritten(g.out().shape());
    conv.forward(x, w, b, y);
    Tensors.assertClose("y", y, expected.y());

    INDArray dx = Tensors.unwritten(g.in().shape());
    INDArray dw = Tensors.unwritten(g.weightShape());
    INDArray db = g.bias() ? Tensors.unwritten(g.outChannels()) : null;
    conv.backward(x, w, relu ? y : null, dy, dx, dw, db);
    Tensors.assertClose("dx", dx, expected.dx());
    Tensors.assertClose("dw", dw, expected.dw());
    if (g.bias()) {
      Tensors.assertClose("db", db, expected.db());
    }
  }

  @ParameterizedTest
  @MethodSource("io.perpixel.nn.kernel.Tensors#families")
  void gradientsThatNobodyWantsMayBeNull(Kernels kernels) {
    ConvGeometry g = new ConvGeometry(new Nhwc(2, 9, 7, 3), 5, 3, 1, 1, 1, true);
    Random random = new Random(2);
    INDArray x = Tensors.random(random, g.in().shape());
    INDArray w = Tensors.random(random, g.weightShape());
    INDArray b = Tensors.random(random, g.outChannels());
    INDArray dy = Tensors.random(random, g.out().shape());
    Reference.Gradients expected =
        Reference.conv2d(
            g,
            false,
            Tensors.doubles(x),
            Tensors.doubles(w),
            Tensors.doubles(b),
            Tensors.doubles(dy));
    Conv2dKernel conv = kernels.conv2d(g, false);
    conv.forward(x, w, b, Tensors.unwritten(g.out().shape()));

    INDArray dw = Tensors.unwritten(g.weightShape());
    INDArray db = Tensors.unwritten(g.outChannels());
    conv.backward(x, w, null, dy, null, dw, db);
    Tensors.assertClose("dw without dx", dw, expected.dw());
    Tensors.assertClose("db without dx", db, expected.db());

    INDArray dx = Tensors.unwritten(g.in().shape());
    conv.backward(x, w, null, dy, dx, null, null);
    Tensors.assertClose("dx alone", dx, expected.dx());

    dx = Tensors.unwritten(g.in().shape());
    dw = Tensors.unwritten(g.weightShape());
    conv.backward(x, w, null, dy, dx, dw, null);
    Tensors.assertClose("dx without db", dx, expected.dx());
    Tensors.assertClose("dw without db", dw, expected.dw());

    conv.backward(x, w, null, dy, null, null, null);
  }

  @Test
  void kernelThatDoesNotFitIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ConvGeometry(new Nhwc(1, 4, 9, 1), 1, 7, 1, 0, 1, true).out())
        .withMessageContainingAll("7x7", "4 pixels");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Nhwc(0, 4, 4, 1))
        .withMessageContaining("empty");
  }
}
