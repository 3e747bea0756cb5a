package io.perpixel.report;

import java.awt.Font;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.IntStream;

/** A picture of how often each colour of a palette occurs: bars in those colours, longest first. */
public final class ColourShares {
  private static final int MARGIN = 12;
  private static final int BAR = 30;
  private static final int GAP = 4;
  private static final int HEIGHT = 150;
  private static final int TEXT = 20;

  private ColourShares() {}

  /**
   * The picture as PNG.
   *
   * @param rgb K colours, three unsigned bytes each
   * @param shares K numbers from 0 to 1
   * @throws IllegalArgumentException if their numbers differ, or there is none
   */
  public static byte[] png(byte[] rgb, double[] shares) {
    if (shares.length == 0 || rgb.length != 3 * shares.length) {
      throw new IllegalArgumentException(
          "expected three bytes for each of at least one share, found %d bytes for %d shares"
              .formatted(rgb.length, shares.length));
    }
    double most = Arrays.stream(shares).max().orElseThrow();
    int[] order =
        IntStream.range(0, shares.length)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> -shares[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    int width = 2 * MARGIN + shares.length * (BAR + GAP);
    int bottom = MARGIN + TEXT + HEIGHT;
    try (Canvas canvas = new Canvas(width, bottom + TEXT + MARGIN)) {
      Font plain = Canvas.font(Font.PLAIN, 11);
      for (int place = 0; place < order.length; place++) {
        int i = order[place];
        int x = MARGIN + place * (BAR + GAP);
        int height = most > 0 ? (int) Math.round(HEIGHT * shares[i] / most) : 0;
        canvas.graphics.setColor(PaletteSwatch.colour(rgb, i));
        canvas.graphics.fillRect(x, bottom - height, BAR, height);
        canvas.graphics.setColor(Canvas.MUTED);
        canvas.graphics.drawRect(x, bottom - height, BAR, height);
        String share = String.format(Locale.ROOT, "%.1f", 100 * shares[i]);
        canvas.centred(share, x + BAR / 2, bottom - height - 5, BAR + GAP, plain, Canvas.INK);
        String index = Integer.toString(i);
        canvas.centred(index, x + BAR / 2, bottom + 15, BAR, plain, Canvas.MUTED);
      }
      return canvas.png();
    }
  }
}
