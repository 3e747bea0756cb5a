package io.perpixel.metric;

import java.io.Serializable;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * Where people looked in many images: what the negatives of {@link ShuffledAuc} are drawn from.
 *
 * <p>At most {@value #LIMIT} images are kept, those whose ids hash lowest, so that parts merge in
 * any order to the same pool and a pool of any data set fits a broadcast.
 */
public final class FixationPool implements Serializable {
  private static final long serialVersionUID = 1;

  /** Images kept: a few hundred fixations each make some megabytes. */
  public static final int LIMIT = 2000;

  private static final class Entry implements Serializable {
    private static final long serialVersionUID = 1;
    private final String id;
    private final int height;
    private final int width;
    private final int[] pixels;

    Entry(String id, int height, int width, int[] pixels) {
      this.id = id;
      this.height = height;
      this.width = width;
      this.pixels = pixels;
    }
  }

  private static final class Order implements Comparator<Entry>, Serializable {
    private static final long serialVersionUID = 1;

    @Override
    public int compare(Entry a, Entry b) {
      int byHash = Long.compare(hash(a.id), hash(b.id));
      return byHash != 0 ? byHash : a.id.compareTo(b.id);
    }
  }

  private final TreeSet<Entry> entries = new TreeSet<>(new Order());

  /**
   * Adds an image's fixations.
   *
   * @param id of the image; a second image of the same id is passed over
   * @param height of the map in pixels
   * @param width likewise
   * @param pixels flat row-major indices; may be empty
   * @throws IllegalArgumentException if an index is outside the map
   */
  public FixationPool add(String id, int height, int width, int[] pixels) {
    Fixations.requireInside(pixels, Math.multiplyExact(height, width));
    if (pixels.length > 0) {
      keep(new Entry(id, height, width, pixels.clone()));
    }
    return this;
  }

  /** Adds another pool's images; returns this. */
  public FixationPool merge(FixationPool other) {
    other.entries.forEach(this::keep);
    return this;
  }

  private void keep(Entry entry) {
    entries.add(entry);
    if (entries.size() > LIMIT) {
      entries.pollLast();
    }
  }

  /** Images kept. */
  public int images() {
    return entries.size();
  }

  /**
   * Negatives for one image: each is a fixation of another image, drawn with replacement, all
   * fixations equally likely, and put at the same relative place.
   *
   * @param id of the image, whose own fixations are left out and whose name seeds the draw
   * @param height of its map
   * @param width likewise
   * @param count negatives in a split: as many as the image has fixations
   * @param splits draws
   * @param seed of all draws
   * @return {@code splits} rows of flat row-major indices; no rows if there is no other image
   */
  public int[][] negatives(String id, int height, int width, int count, int splits, long seed) {
    int points = 0;
    for (Entry entry : entries) {
      points += entry.id.equals(id) ? 0 : entry.pixels.length;
    }
    if (points == 0) {
      return new int[0][];
    }
    int[] others = new int[points];
    int end = 0;
    for (Entry entry : entries) {
      if (!entry.id.equals(id)) {
        for (int pixel : entry.pixels) {
          others[end++] = moved(pixel, entry, height, width);
        }
      }
    }
    SplittableRandom random = new SplittableRandom(seed ^ hash(id));
    int[][] drawn = new int[splits][count];
    for (int[] split : drawn) {
      for (int i = 0; i < count; i++) {
        split[i] = others[random.nextInt(points)];
      }
    }
    return drawn;
  }

  private static int moved(int pixel, Entry from, int height, int width) {
    int y = (int) ((pixel / from.width + 0.5) * height / from.height);
    int x = (int) ((pixel % from.width + 0.5) * width / from.width);
    return y * width + x;
  }

  /** 64-bit FNV-1a, then mixed: neighbouring names land far from each other. */
  private static long hash(String id) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < id.length(); i++) {
      hash = (hash ^ id.charAt(i)) * 0x100000001b3L;
    }
    hash = (hash ^ hash >>> 33) * 0xff51afd7ed558ccdL;
    return hash ^ hash >>> 33;
  }
}
