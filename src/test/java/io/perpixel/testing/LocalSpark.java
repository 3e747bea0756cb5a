package io.perpixel.testing;

import io.perpixel.spark.SparkSessions;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** Spark within the tests' own process, for small work: two tasks at a time, and silent. */
public final class LocalSpark {
  private LocalSpark() {}

  /** Opens the session that commands then find; {@link SparkSessions#stop} closes it. */
  public static SparkSession open() {
    return SparkSessions.open(
        "test",
        Map.of(
            "spark.master", "local[2]",
            "spark.sql.shuffle.partitions", "2",
            "spark.ui.showConsoleProgress", "false"));
  }
}
