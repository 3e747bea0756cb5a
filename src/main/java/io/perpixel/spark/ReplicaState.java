package io.perpixel.spark;

/** A replica's state, of which pieces travel: see {@link TravellingState}. */
interface ReplicaState {
  /** Bytes of all of it: at most 2 GB, what a Java array holds. */
  int bytes();

  /** A copy of bytes {@code from} to {@code until}. */
  byte[] copy(int from, int until);

  /** Overwrites bytes {@code from} on. */
  void put(int from, byte[] piece);
}
