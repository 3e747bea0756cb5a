package io.perpixel.spark;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/**
 * Opens sessions with the properties that our code relies on.
 *
 * <p>Three kinds, weakest first: <em>defaults</em>, which anything overrides; what spark-submit and
 * the caller set; <em>mandatory</em> ones, without which results would be wrong or reading would
 * fail.
 */
public final class SparkSessions {
  static final Map<String, String> MANDATORY =
      Map.of(
          "spark.serializer", "org.apache.spark.serializer.KryoSerializer",
          // Without it INDArrays are serialized field by field, native pointers included.
          "spark.kryo.registrator", "org.nd4j.kryo.Nd4jRegistrator",
          "spark.sql.session.timeZone", "UTC",
          // It gathers 4096 rows at a time: with an image in each row that is gigabytes.
          "spark.sql.parquet.enableVectorizedReader", "false",
          "spark.sql.sources.commitProtocolClass", GatedCommit.class.getName(),
          // On S3 tasks upload where the files will be, but none is visible before the job commits.
          "spark.hadoop.mapreduce.outputcommitter.factory.scheme.s3a",
              "org.apache.hadoop.fs.s3a.commit.S3ACommitterFactory",
          "spark.hadoop.fs.s3a.committer.name", "magic",
          "spark.hadoop.fs.s3a.committer.magic.enabled", "true");

  /** For every master. */
  static final Map<String, String> DEFAULTS =
      Map.of(
          "spark.ui.showConsoleProgress", "true",
          // Models travel as arrays of megabytes. In G1's smallest regions each is "humongous" and
          // hastens collections: 2 to 4 % of a round of the UNet. The others let the heap grow with
          // what lives in it, not with the pace of the machine (as conf/jvm-flags do for drivers).
          "spark.executor.defaultJavaOptions",
              "-XX:G1HeapRegionSize=8m -XX:GCTimeRatio=4 -XX:MinHeapFreeRatio=20 -XX:MaxHeapFreeRatio=40",
          // Models of full size and their optimiser's state: 400 MB, in a message or a result.
          "spark.rpc.message.maxSize", "2047",
          // The training examples that do not fit in memory: what is compressed has checksums, and
          // a damaged disk is noticed.
          "spark.rdd.compress", "true",
          // Broadcasts are models, and parameters do not compress.
          "spark.broadcast.compress", "false",
          "spark.driver.maxResultSize", "0",
          // Where a cluster shows its UI, /metrics/prometheus has the driver's figures, under names
          // that do not change with every run.
          "spark.metrics.namespace", "perpixel",
          "spark.metrics.conf.*.sink.prometheusServlet.class",
              "org.apache.spark.metrics.sink.PrometheusServlet",
          "spark.metrics.conf.*.sink.prometheusServlet.path", "/metrics/prometheus");

  /** For Spark inside this JVM, which serves one user on one machine. */
  static final Map<String, String> LOCAL_DEFAULTS =
      Map.of(
          "spark.ui.enabled", "false",
          "spark.driver.host", "127.0.0.1",
          "spark.driver.bindAddress", "127.0.0.1");

  static final String EXECUTOR_OPTIONS = "spark.executor.extraJavaOptions";

  /**
   * Executors write numbers as {@link ProcessLocale} has the driver write them, whatever the locale
   * of their machines; the last of equal options counts.
   */
  static final String EXECUTOR_LOCALE =
      "-Duser.language=%s -Duser.country=%s"
          .formatted(ProcessLocale.LOCALE.getLanguage(), ProcessLocale.LOCALE.getCountry());

  private static final String BARS = "spark.ui.showConsoleProgress";
  private static final String SECRET = "spark.authenticate.secret";

  /** Spark's own name for it. */
  private static final String SECRET_VARIABLE = "_SPARK_AUTH_SECRET";

  private static final String MASTER = "spark.master";
  private static final String EMBEDDED = "local[*]";

  private static volatile SparkSession opened;

  private SparkSessions() {}

  /**
   * The session of this JVM, opened if there is none; on {@code local[*]} unless a master is set.
   *
   * @param application name shown in Spark's UI and history
   * @param overriding Spark properties that the user set for this run
   */
  public static SparkSession open(String application, Map<String, String> overriding) {
    SparkConf submitted = new SparkConf();
    Map<String, String> given = new LinkedHashMap<>();
    for (scala.Tuple2<String, String> property : submitted.getAll()) {
      given.put(property._1(), property._2());
    }
    given.putAll(overriding);
    secret(given, System.getenv(SECRET_VARIABLE)).ifPresent(secret -> given.put(SECRET, secret));
    SparkConf conf = new SparkConf(false);
    properties(given).forEach(conf::set);
    opened = SparkSession.builder().appName(application).config(conf).getOrCreate();
    return opened;
  }

  /** Likewise, for a command that shows its progress itself: Spark's bars would overwrite it. */
  public static SparkSession openQuiet(String application) {
    String wanted = new SparkConf().get(BARS, "false");
    return open(application, Map.of(BARS, wanted));
  }

  /**
   * Stops the session that was opened last, if any: before the JVM exits, so that a cluster sees an
   * application that has finished and not one that has vanished.
   */
  public static void stop() {
    SparkSession last = opened;
    opened = null;
    if (last != null) {
      last.stop();
    }
  }

  /**
   * The secret that a standalone cluster shares. Spark takes it from the environment everywhere but
   * in the driver, where the alternatives are files and command lines.
   */
  static Optional<String> secret(Map<String, String> given, String variable) {
    boolean wanted = Boolean.parseBoolean(given.get("spark.authenticate"));
    return wanted && !given.containsKey(SECRET) ? Optional.ofNullable(variable) : Optional.empty();
  }

  /** All properties of a session, given what spark-submit and the caller set. */
  static Map<String, String> properties(Map<String, String> given) {
    Map<String, String> all = new LinkedHashMap<>(DEFAULTS);
    if (given.getOrDefault(MASTER, EMBEDDED).matches("local(\\[.*])?")) {
      all.put(MASTER, EMBEDDED);
      all.putAll(LOCAL_DEFAULTS);
    }
    all.putAll(given);
    all.putAll(MANDATORY);
    all.merge(EXECUTOR_OPTIONS, EXECUTOR_LOCALE, (own, ours) -> own + " " + ours);
    return all;
  }
}
