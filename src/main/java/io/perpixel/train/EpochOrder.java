package io.perpixel.train;

import java.io.Serializable;

/**
 * A pseudo-random order of {@code size} examples for one epoch, global over all partitions and
 * without any array: a Feistel network of four rounds over the next even number of bits, walked
 * until it falls below {@code size}. The same seed and epoch give the same order on every machine.
 */
public final class EpochOrder implements Serializable {
  private static final long serialVersionUID = 1;
  private static final int ROUNDS = 4;

  private final long size;
  private final int halfBits;
  private final long[] keys = new long[ROUNDS];

  /** The order of an epoch; epochs count from 1. */
  public EpochOrder(long size, long seed, int epoch) {
    if (size < 1) {
      throw new IllegalArgumentException("there are no examples to put in order");
    }
    this.size = size;
    int bits = 64 - Long.numberOfLeadingZeros(size - 1);
    halfBits = Math.max(1, (bits + 1) / 2);
    long state = mix(seed + 0x9E3779B97F4A7C15L * epoch);
    for (int round = 0; round < ROUNDS; round++) {
      state = mix(state + 0x9E3779B97F4A7C15L);
      keys[round] = state;
    }
  }

  /** The place of example {@code index} in the epoch: a bijection of 0..size-1. */
  public long position(long index) {
    if (index < 0 || index >= size) {
      throw new IndexOutOfBoundsException(index + " is not in 0.." + (size - 1));
    }
    long value = index;
    do {
      value = permute(value);
    } while (value >= size);
    return value;
  }

  private long permute(long value) {
    long mask = (1L << halfBits) - 1;
    long left = value >>> halfBits;
    long right = value & mask;
    for (long key : keys) {
      long next = left ^ (mix(right ^ key) & mask);
      left = right;
      right = next;
    }
    return left << halfBits | right;
  }

  /** The finaliser of SplitMix64 (Steele, Lea and Flood, 2014). */
  static long mix(long z) {
    long a = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    long b = (a ^ a >>> 27) * 0x94D049BB133111EBL;
    return b ^ b >>> 31;
  }
}
