package io.perpixel.train;

import io.perpixel.nn.model.Complexity;
import io.perpixel.nn.model.ModelSpec;
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

  /** For activations of wide models, which take kilobytes a pixel. */
  private static final long MAX_BYTES = 1L << 28;

  /** Sides at which a model's bytes a pixel are taken: a multiple of every model's. */
  private static final int SIDE = 224;

  private final Iterator<Example> examples;
  private final int batch;
  private final long maxPixels;
  private Example next;

  /** Minibatches of at most {@code batch} examples, from 1. */
  public EqualSizes(Iterator<Example> examples, int batch) {
    this(examples, batch, MAX_PIXELS);
  }

  /** As {@link #EqualSizes(Iterator, int)}, with fewer images where a model takes more memory. */
  public EqualSizes(Iterator<Example> examples, int batch, ModelSpec model) {
    this(examples, batch, pixels(model));
  }

  private EqualSizes(Iterator<Example> examples, int batch, long maxPixels) {
    if (batch < 1) {
      throw new IllegalArgumentException("batch " + batch + ": expected at least 1");
    }
    this.examples = examples;
    this.batch = batch;
    this.maxPixels = maxPixels;
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
    int most = most(first, batch, maxPixels);
    List<Example> minibatch = new ArrayList<>();
    while (next != null && minibatch.size() < most && sameSize(next, first)) {
      minibatch.add(next);
      advance();
    }
    return minibatch;
  }

  /** How many examples of this one's size are in a minibatch of {@code batch} at most. */
  public static int most(Example example, int batch) {
    return most(example, batch, MAX_PIXELS);
  }

  private static int most(Example example, int batch, long maxPixels) {
    return most((long) example.height() * example.width(), batch, maxPixels);
  }

  /** How many images of {@code height x width} such a model takes at a time in inference. */
  public static int most(int height, int width, int batch, ModelSpec model) {
    return most((long) height * width, batch, pixels(model));
  }

  private static int most(long pixels, int batch, long maxPixels) {
    return (int) Math.min(batch, Math.max(1, maxPixels / Math.max(1, pixels)));
  }

  /** Pixels of a minibatch whose activations take little memory in inference. */
  static long pixels(ModelSpec model) {
    long bytes = Complexity.of(model, SIDE, SIDE).inferenceActivations() / (SIDE * SIDE);
    return Math.min(MAX_PIXELS, MAX_BYTES / Math.max(1, bytes));
  }

  private void advance() {
    next = examples.hasNext() ? examples.next() : null;
  }

  private static boolean sameSize(Example a, Example b) {
    return a.height() == b.height() && a.width() == b.width();
  }
}
