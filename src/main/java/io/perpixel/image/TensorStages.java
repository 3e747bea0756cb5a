package io.perpixel.image;

import java.io.Serializable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The usual beginning of a pipeline in one pass: a {@code rescale} that keeps 8 bits, or none, then
 * {@code to-tensor} among other pointwise steps.
 *
 * <p>What comes out of the rescaling has 256 values, so the steps after it are run once on each of
 * them, by themselves, and looked up from then on: the results are equal to the bit.
 */
final class TensorStages implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final int VALUES = 256;
  private static final int[] CHANNELS = {1, 3};

  /** Tensors come into being as tables store them, so that nobody has to convert them. */
  private static final VarHandle BITS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final Rescale rescale;

  /** The first of the steps, by which failures are told of. */
  private final String name;

  private final int length;

  /**
   * For 1 and 3 channels: the bits of a value of each channel per byte; null if the steps do not
   * suit.
   */
  private final int[][][] tables;

  private TensorStages(Rescale rescale, String name, int length, int[][][] tables) {
    this.rescale = rescale;
    this.name = name;
    this.length = length;
    this.tables = tables;
  }

  /** As many steps as can be fused, from the first on; possibly none. */
  static TensorStages startOf(List<Transform> steps) {
    Rescale rescale =
        !steps.isEmpty() && steps.get(0) instanceof Rescale first && first.keepsType()
            ? first
            : null;
    int from = rescale == null ? 0 : 1;
    int to = from;
    while (to < steps.size() && steps.get(to).isPointwise()) {
      to++;
    }
    List<Transform> pointwise = new ArrayList<>(steps.subList(from, to));
    int[][][] tables = new int[CHANNELS.length][][];
    for (int i = 0; i < CHANNELS.length; i++) {
      tables[i] = table(pointwise, CHANNELS[i]);
    }
    return new TensorStages(rescale, steps.isEmpty() ? "" : steps.get(0).toString(), to, tables);
  }

  /** Null if the steps fail, so that they do so one by one, or do not make a tensor. */
  private static int[][] table(List<Transform> pointwise, int channels) {
    byte[] ramp = new byte[VALUES * channels];
    for (int i = 0; i < ramp.length; i++) {
      ramp[i] = (byte) (i / channels);
    }
    Raster values = Raster.uint8(1, VALUES, channels, Layout.HWC, ramp);
    try {
      for (Transform step : pointwise) {
        values = step.apply(values);
      }
    } catch (IllegalArgumentException e) {
      return null;
    }
    if (values.layout() != Layout.CHW) {
      return null;
    }
    int[][] table = new int[channels][VALUES];
    for (int i = 0; i < channels * VALUES; i++) {
      table[i / VALUES][i % VALUES] = Float.floatToRawIntBits(values.floats()[i]);
    }
    return table;
  }

  /** How many steps {@link #apply} stands for. */
  int length() {
    return length;
  }

  /** Whether {@link #apply} takes such an image. */
  boolean suits(Raster image) {
    return image.dtype() == DType.UINT8
        && image.layout() == Layout.HWC
        && !image.isEmpty()
        && tableFor(image.channels()) != null;
  }

  private int[][] tableFor(int channels) {
    for (int i = 0; i < CHANNELS.length; i++) {
      if (CHANNELS[i] == channels) {
        return tables[i];
      }
    }
    return null;
  }

  /**
   * Runs the steps.
   *
   * @return float32 CHW
   * @throws StageException if the result would have too many pixels
   */
  Raster apply(Raster image) throws StageException {
    int[][] table = tableFor(image.channels());
    try {
      int height =
          rescale == null ? image.height() : rescale.heightFor(image.height(), image.width());
      int width = rescale == null ? image.width() : rescale.widthFor(image.height(), image.width());
      byte[] out = new byte[bytes(height, width, image.channels())];
      if (rescale == null) {
        unscaled(image, table, out);
      } else {
        int plane = height * width;
        rescale.rows(image, (y, row) -> lookUp(row, table, out, y * width, plane));
      }
      return Raster.float32Bytes(height, width, image.channels(), Layout.CHW, out);
    } catch (IllegalArgumentException e) {
      throw new StageException(name, e.getMessage(), e);
    }
  }

  private static int bytes(int height, int width, int channels) {
    int elements = Raster.elements(height, width, channels);
    if (elements > Integer.MAX_VALUE / Float.BYTES) {
      throw new IllegalArgumentException(
          "a tensor of %d x %d x %d has more bytes than one array holds (%d)"
              .formatted(height, width, channels, Integer.MAX_VALUE));
    }
    return elements * Float.BYTES;
  }

  private static void lookUp(int[][] row, int[][] table, byte[] out, int at, int plane) {
    for (int c = 0; c < table.length; c++) {
      lookUp(row[c], table[c], out, c * plane + at);
    }
  }

  private static void lookUp(int[] row, int[] values, byte[] out, int to) {
    for (int x = 0; x < row.length; x++) {
      BITS.set(out, (to + x) * Float.BYTES, values[row[x]]);
    }
  }

  private static void unscaled(Raster image, int[][] table, byte[] out) {
    byte[] in = image.bytes();
    int channels = table.length;
    int plane = in.length / channels;
    for (int c = 0; c < channels; c++) {
      int[] values = table[c];
      for (int i = c, to = c * plane; i < in.length; i += channels, to++) {
        BITS.set(out, to * Float.BYTES, values[in[i] & 0xff]);
      }
    }
  }
}
