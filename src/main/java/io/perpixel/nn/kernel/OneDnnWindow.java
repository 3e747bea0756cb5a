package io.perpixel.nn.kernel;

/** How a convolution's window moves, in the four arrays (height, width) that oneDNN takes. */
record OneDnnWindow(ConvGeometry g) {
  long[] strides() {
    return new long[] {g.stride(), g.stride()};
  }

  /** oneDNN counts the zeros between two taps. */
  long[] dilates() {
    return new long[] {g.dilation() - 1, g.dilation() - 1};
  }

  long[] padLeft() {
    return new long[] {g.padding(), g.padding()};
  }

  /** Below and to the right oneDNN wants just what the last window reaches into. */
  long[] padRight() {
    int reach = g.dilation() * (g.kernel() - 1) + 1 - g.padding();
    return new long[] {
      (long) (g.out().height() - 1) * g.stride() + reach - g.in().height(),
      (long) (g.out().width() - 1) * g.stride() + reach - g.in().width()
    };
  }
}
