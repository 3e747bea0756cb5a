package io.perpixel.testing;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A driver in this process and two executors in processes of their own, with the tests' classes.
 */
public final class LocalCluster {
  private LocalCluster() {}

  /** Settings of its Spark session, which the caller may change. */
  public static Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>();
    settings.put("spark.master", "local-cluster[2,1,1024]");
    settings.put("spark.driver.host", "127.0.0.1");
    settings.put("spark.ui.enabled", "false");
    settings.put("spark.ui.showConsoleProgress", "false");
    settings.put(
        "spark.executor.extraClassPath",
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    // Processes of seconds: compiling all the way costs them more than it gives. On machines whose
    // locale has digits of its own.
    settings.put(
        "spark.executor.extraJavaOptions",
        "-XX:TieredStopAtLevel=1 -Duser.language=ar -Duser.country=EG");
    return settings;
  }

  /** One of the executors, which are the only Java processes that this one starts. */
  public static Optional<ProcessHandle> executor() {
    return ProcessHandle.current()
        .descendants()
        .filter(p -> p.info().command().filter(c -> c.endsWith("java")).isPresent())
        .findFirst();
  }
}
