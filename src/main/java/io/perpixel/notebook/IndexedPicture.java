package io.perpixel.notebook;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import javax.imageio.ImageIO;

/**
 * PNGs of at most 256 colours, which take a third of the space: a page holds a dozen pictures, and
 * is kept in a repository. The colours come from a median cut (P. Heckbert: Color Image
 * Quantization for Frame Buffer Display, 1982), which takes milliseconds where k-means takes
 * seconds.
 */
final class IndexedPicture {
  private static final int COLOURS = 256;

  private IndexedPicture() {}

  /** The same picture in its own 256 colours; as it is if that is not smaller. */
  static byte[] of(byte[] png) {
    try {
      BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      ImageIO.write(indexed(image), "png", bytes);
      return bytes.size() < png.length ? bytes.toByteArray() : png;
    } catch (IOException e) {
      throw new UncheckedIOException("a picture in memory cannot be read: " + e.getMessage(), e);
    }
  }

  private static BufferedImage indexed(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    int[] pixels = image.getRGB(0, 0, width, height, null, 0, width);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] &= 0xffffff;
    }
    int[] distinct = Arrays.stream(pixels).sorted().distinct().toArray();
    long[] counts = new long[distinct.length];
    for (int pixel : pixels) {
      counts[Arrays.binarySearch(distinct, pixel)]++;
    }
    List<Box> boxes = cut(distinct, counts);
    byte[][] palette = new byte[3][boxes.size()];
    byte[] indexOf = new byte[distinct.length];
    for (int b = 0; b < boxes.size(); b++) {
      for (int c = 0; c < 3; c++) {
        palette[c][b] = (byte) boxes.get(b).mean(c);
      }
      for (int i : boxes.get(b).members) {
        indexOf[i] = (byte) b;
      }
    }
    IndexColorModel colours =
        new IndexColorModel(8, boxes.size(), palette[0], palette[1], palette[2]);
    BufferedImage made = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED, colours);
    byte[] values = new byte[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      values[i] = indexOf[Arrays.binarySearch(distinct, pixels[i])];
    }
    made.getRaster().setDataElements(0, 0, width, height, values);
    return made;
  }

  /** Cuts the box with the largest extent in which there is something to cut, again and again. */
  private static List<Box> cut(int[] distinct, long[] counts) {
    Integer[] all = new Integer[distinct.length];
    Arrays.setAll(all, i -> i);
    List<Box> boxes = new ArrayList<>(List.of(new Box(all, distinct, counts)));
    while (boxes.size() < COLOURS) {
      Box largest = boxes.stream().max(Comparator.comparingLong(Box::weight)).orElseThrow();
      if (largest.members.length < 2) {
        break;
      }
      boxes.remove(largest);
      boxes.addAll(largest.halves());
    }
    return boxes;
  }

  /** Some of the colours. */
  private static final class Box {
    private final Integer[] members;
    private final int[] colours;
    private final long[] counts;
    private final int longest;
    private final long weight;

    Box(Integer[] members, int[] colours, long[] counts) {
      this.members = members;
      this.colours = colours;
      this.counts = counts;
      int channel = 0;
      int most = -1;
      for (int c = 0; c < 3; c++) {
        int low = 255;
        int high = 0;
        for (int i : members) {
          low = Math.min(low, value(colours[i], c));
          high = Math.max(high, value(colours[i], c));
        }
        if (high - low > most) {
          most = high - low;
          channel = c;
        }
      }
      longest = channel;
      long pixels = Arrays.stream(members).mapToLong(i -> counts[i]).sum();
      // The root: a large white background is worth no more colours than what is drawn on it.
      weight = members.length < 2 ? 0 : Math.round(most * Math.sqrt(pixels) * 1000);
    }

    long weight() {
      return weight;
    }

    /** Two boxes with about as many pixels, at least one colour in each. */
    List<Box> halves() {
      Integer[] sorted = members.clone();
      Arrays.sort(sorted, Comparator.comparingInt(i -> value(colours[i], longest)));
      long half = Arrays.stream(sorted).mapToLong(i -> counts[i]).sum() / 2;
      int at = 0;
      for (long seen = 0; at < sorted.length - 1 && seen + counts[sorted[at]] <= half; at++) {
        seen += counts[sorted[at]];
      }
      at = Math.max(1, at);
      return List.of(
          new Box(Arrays.copyOf(sorted, at), colours, counts),
          new Box(Arrays.copyOfRange(sorted, at, sorted.length), colours, counts));
    }

    long mean(int channel) {
      double sum = 0;
      double pixels = 0;
      for (int i : members) {
        sum += (double) counts[i] * value(colours[i], channel);
        pixels += counts[i];
      }
      return Math.round(sum / pixels);
    }

    private static int value(int rgb, int channel) {
      return rgb >> 8 * (2 - channel) & 255;
    }
  }
}
