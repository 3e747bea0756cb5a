package io.perpixel.train;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Cuts a stream of examples into minibatches of equal-sized images, in order: one ends when it is
 * full or the next image has another size. Holds one minibatch in memory, and of large images fewer
 * than asked for, since activations take some hundred bytes a pixel.
 */
public final class EqualSizes implements Iterator<List<Example>> {
  /** 256 images of 32 x 32, one of 512 x 512. */
  private static final long MAX_PIXELS = 1 << 18;

  private final Iterator<Example> examples;
  private final int batch;
  private Example next;

  /** Minibatches of at most {@code batch} examples, from 1. */
  public EqualSizes(Iterator<Example> examples, int batch) {
    if (batch < 1) {
      throw new IllegalArgumentException("batch " + batch + ": expected at least 1");
    }
    this.examples = examples;
    this.batch = batch;
    advance();
  }

  @Override
  public boolean hasNext() {
    return next != null;
  }

  @Override
  public List<Example> next() {
    if (next == null) {
      throw new NoSuchElementException("no examples are left");
    }
    Example first = next;
    int most = most(first, batch);
    List<Example> minibatch = new ArrayList<>();
    while (next != null && minibatch.size() < most && sameSize(next, first)) {
      minibatch.add(next);
      advance();
    }
    return minibatch;
  }

  /** How many examples of this one's size are in a minibatch of {@code batch} at most. */
  public static int most(Example example, int batch) {
    long pixels = (long) example.height() * example.width();
    return (int) Math.min(batch, Math.max(1, MAX_PIXELS / Math.max(1, pixels)));
  }

  private void advance() {
    next = examples.hasNext() ? examples.next() : null;
  }

  private static boolean sameSize(Example a, Example b) {
    return a.height() == b.height() && a.width() == b.width();
  }
}
