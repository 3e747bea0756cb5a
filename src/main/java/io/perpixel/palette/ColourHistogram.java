package io.perpixel.palette;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * How often each of the 2^24 colours occurs. Counts are additive, so partitions count on their own
 * and are merged in any order.
 *
 * <p>A colour is {@code r << 16 | g << 8 | b}. Counts live in pages of 4096 colours that are made
 * when first touched: a few images cost little, all colours at most 128 MiB.
 */
public final class ColourHistogram {
  /** The number of representable colours. */
  public static final int COLOURS = 1 << 24;

  private static final int MAGIC = 0x50504831; // "PPH1"
  private static final int PAGE_BITS = 12;
  private static final int PAGE = 1 << PAGE_BITS;

  private final long[][] pages = new long[COLOURS / PAGE][];
  private long pixels;
  private int distinct;

  /** Receives the colours that occur, in ascending order. */
  @FunctionalInterface
  public interface Visitor {
    /** One colour {@code r << 16 | g << 8 | b} and its positive count. */
    void colour(int rgb, long count);
  }

  /**
   * Counts a whole image.
   *
   * @param rgb uint8 pixels, HWC with three channels
   * @throws IllegalArgumentException if the length is no multiple of three
   */
  public void addPixels(byte[] rgb) {
    if (rgb.length % 3 != 0) {
      throw new IllegalArgumentException(
          "An RGB image has 3 bytes a pixel, but this one has " + rgb.length + " bytes.");
    }
    for (int i = 0; i < rgb.length; i += 3) {
      add((rgb[i] & 255) << 16 | (rgb[i + 1] & 255) << 8 | rgb[i + 2] & 255, 1);
    }
  }

  /**
   * Counts a colour {@code count} times more.
   *
   * @throws IllegalArgumentException if the colour is not in 0..2^24-1 or the count is negative
   * @throws ArithmeticException if there are more than 2^63-1 pixels
   */
  public void add(int rgb, long count) {
    if (rgb < 0 || rgb >= COLOURS || count < 0) {
      throw new IllegalArgumentException(
          "Expected a colour in 0..16777215 and a count of at least 0, found colour "
              + rgb
              + ", count "
              + count
              + ".");
    }
    if (count == 0) {
      return;
    }
    pixels = Math.addExact(pixels, count);
    long[] page = pages[rgb >> PAGE_BITS];
    if (page == null) {
      page = pages[rgb >> PAGE_BITS] = new long[PAGE];
    }
    int slot = rgb & PAGE - 1;
    if (page[slot] == 0) {
      distinct++;
    }
    page[slot] += count;
  }

  /** Adds the other histogram's counts to this one; returns this. */
  public ColourHistogram merge(ColourHistogram other) {
    other.forEach(this::add);
    return this;
  }

  /** How often one colour was counted. */
  public long count(int rgb) {
    long[] page = pages[rgb >> PAGE_BITS];
    return page == null ? 0 : page[rgb & PAGE - 1];
  }

  /** The number of pixels counted. */
  public long pixels() {
    return pixels;
  }

  /** The number of different colours counted. */
  public int distinct() {
    return distinct;
  }

  /** Visits the colours that occur, in ascending order. */
  public void forEach(Visitor visitor) {
    for (int p = 0; p < pages.length; p++) {
      long[] page = pages[p];
      if (page != null) {
        for (int slot = 0; slot < PAGE; slot++) {
          if (page[slot] != 0) {
            visitor.colour(p << PAGE_BITS | slot, page[slot]);
          }
        }
      }
    }
  }

  /**
   * A compact form to send between machines: the gap to the previous colour and the count, each as
   * a varint (2 to 3 bytes a colour on photographs).
   */
  public byte[] toBytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(16 + 3 * distinct);
    out.writeBytes(ByteBuffer.allocate(8).putInt(MAGIC).putInt(distinct).array());
    int[] previous = {-1};
    forEach(
        (rgb, count) -> {
          varint(out, rgb - previous[0]);
          varint(out, count);
          previous[0] = rgb;
        });
    return out.toByteArray();
  }

  /**
   * Reads {@link #toBytes()}.
   *
   * @throws IllegalArgumentException if the bytes are not a histogram, whole and nothing more
   */
  public static ColourHistogram fromBytes(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    ColourHistogram histogram = new ColourHistogram();
    try {
      if (in.getInt() != MAGIC) {
        throw new IllegalArgumentException("These bytes are no colour histogram (wrong magic).");
      }
      int colours = in.getInt();
      long rgb = -1;
      for (int i = 0; i < colours; i++) {
        long gap = varint(in);
        long count = varint(in);
        if (gap < 1 || gap >= COLOURS - rgb || count < 1) {
          throw new IllegalArgumentException(
              "Damaged colour histogram: gap " + gap + ", count " + count + " at entry " + i + ".");
        }
        rgb += gap;
        histogram.add((int) rgb, count);
      }
      if (colours < 0 || in.hasRemaining()) {
        throw new IllegalArgumentException(
            "Damaged colour histogram: " + in.remaining() + " bytes after its last colour.");
      }
      return histogram;
    } catch (BufferUnderflowException | ArithmeticException e) {
      throw new IllegalArgumentException(
          "Damaged colour histogram of " + bytes.length + " bytes: truncated or overflowing.", e);
    }
  }

  private static void varint(ByteArrayOutputStream out, long value) {
    long rest = value;
    for (; rest > 127; rest >>>= 7) {
      out.write((int) rest & 127 | 128);
    }
    out.write((int) rest);
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; shift < 63; shift += 7) {
      byte b = in.get();
      value |= (b & 127L) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw new ArithmeticException("varint of more than 63 bits");
  }
}
