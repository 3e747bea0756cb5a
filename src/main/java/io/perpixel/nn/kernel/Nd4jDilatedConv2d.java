package io.perpixel.nn.kernel;

import static org.nd4j.linalg.indexing.NDArrayIndex.all;
import static org.nd4j.linalg.indexing.NDArrayIndex.point;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A dilated convolution as one matrix product per tap of the kernel, over the part of the map where
 * the tap meets the image. ND4J's {@code conv2d} fails on dilation 2 and more wherever oneDNN
 * serves it. At the large rates of ASPP most taps miss most of the map, and are not computed.
 */
final class Nd4jDilatedConv2d implements Conv2dKernel {
  private final ConvGeometry g;
  private final Nhwc in;
  private final Nhwc out;

  Nd4jDilatedConv2d(ConvGeometry g) {
    this.g = g;
    in = g.in();
    out = g.out();
  }

  @Override
  public void forward(INDArray x, INDArray w, INDArray b, INDArray y) {
    y.assign(0);
    forEachTap(
        (u, v, read, written) -> {
          INDArray product = rows(x, read).mmul(weights(w, u, v).transpose());
          add(product, y, written);
        });
    if (g.bias()) {
      Nd4jRows.of(y).addiRowVector(b);
    }
  }

  @Override
  public void backward(
      INDArray x, INDArray w, INDArray y, INDArray dy, INDArray dx, INDArray dw, INDArray db) {
    if (dx != null) {
      dx.assign(0);
      forEachTap((u, v, read, written) -> add(rows(dy, written).mmul(weights(w, u, v)), dx, read));
    }
    if (dw != null) {
      dw.assign(0);
      forEachTap(
          (u, v, read, written) ->
              tap(dw, u, v).assign(rows(dy, written).transpose().mmul(rows(x, read))));
    }
    if (db != null) {
      Nd4jRows.sum(dy, db);
    }
  }

  /** What a tap reads of the input, and where in the output it goes. */
  private interface Tap {
    void run(int u, int v, Part read, Part written);
  }

  private void forEachTap(Tap tap) {
    for (int u = 0; u < g.kernel(); u++) {
      for (int v = 0; v < g.kernel(); v++) {
        Range height = Range.of(g, u, in.height(), out.height());
        Range width = Range.of(g, v, in.width(), out.width());
        if (height.count > 0 && width.count > 0) {
          Part read = new Part(height, width, height.firstRead, width.firstRead, g.stride());
          Part written = new Part(height, width, height.firstWritten, width.firstWritten, 1);
          tap.run(u, v, read, written);
        }
      }
    }
  }

  private static INDArray rows(INDArray nhwc, Part part) {
    return Nd4jRows.of(part.of(nhwc).dup('c'));
  }

  private static void add(INDArray rows, INDArray nhwc, Part part) {
    INDArray target = part.of(nhwc);
    target.addi(rows.reshape('c', target.shape()));
  }

  private static INDArray tap(INDArray oihw, int u, int v) {
    return oihw.get(all(), all(), point(u), point(v));
  }

  private static INDArray weights(INDArray oihw, int u, int v) {
    return tap(oihw, u, v).dup('c');
  }

  /** Along one side: the positions for which a tap hits the input. */
  private record Range(int firstRead, int firstWritten, int count) {
    static Range of(ConvGeometry g, int tap, int inSide, int outSide) {
      int offset = tap * g.dilation() - g.padding();
      int from = Math.max(0, -Math.floorDiv(offset, g.stride()));
      int to = Math.min(outSide, Math.floorDiv(inSide - 1 - offset, g.stride()) + 1);
      return new Range(from * g.stride() + offset, from, to - from);
    }
  }

  /** A grid of pixels of a map. */
  private record Part(Range height, Range width, int row, int column, int step) {
    /** As a view; ND4J's own intervals with a step lose their last position now and then. */
    INDArray of(INDArray nhwc) {
      long[] shape = {nhwc.size(0), height.count, width.count, nhwc.size(3)};
      long[] s = nhwc.stride();
      long[] strides = {s[0], s[1] * step, s[2] * step, s[3]};
      long offset = nhwc.offset() + row * s[1] + column * s[2];
      return Nd4j.create(nhwc.data(), shape, strides, offset, 'c');
    }
  }
}
