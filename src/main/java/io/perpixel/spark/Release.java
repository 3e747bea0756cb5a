package io.perpixel.spark;

import org.apache.spark.api.java.JavaRDDLike;
import org.apache.spark.broadcast.Broadcast;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Frees what a session keeps on executors. Where Spark was stopped meanwhile, as when its master
 * died, there is nothing to free, and what Spark throws then would hide why it was stopped.
 */
public final class Release {
  private static final Logger LOG = LoggerFactory.getLogger(Release.class);

  private Release() {}

  /** Frees a broadcast, which cannot be used any more. */
  public static void of(Broadcast<?> broadcast) {
    unlessStopped(broadcast::destroy);
  }

  /** Frees what was persisted. */
  public static void of(JavaRDDLike<?, ?> rdd) {
    unlessStopped(() -> rdd.rdd().unpersist(false));
  }

  /** Frees what shuffles have left on disks, up to what was persisted. */
  public static void shufflesOf(JavaRDDLike<?, ?> rdd) {
    unlessStopped(() -> rdd.rdd().cleanShuffleDependencies(false));
  }

  private static void unlessStopped(Runnable release) {
    try {
      release.run();
    } catch (RuntimeException e) {
      LOG.debug("not freed, as where Spark has been stopped", e);
    }
  }
}
