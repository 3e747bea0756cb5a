package io.perpixel.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server of the S3 API in a process of its own, which keeps its objects below a directory. */
public final class S3Server implements AutoCloseable {
  private static final Path JAR = Path.of("target/test-tools/s3proxy.jar");

  /** Its access key. */
  public static final String IDENTITY = "test";

  private static final String SECRET = "testsecret";
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  /** What its log tells of the port that it was given. */
  private static final Pattern LISTENS =
      Pattern.compile("Started .*ServerConnector@.*\\{127\\.0\\.0\\.1:(\\d+)\\}");

  private final Process process;
  private final int port;
  private final Path objects;
  private final Path log;

  /** Starts it and waits until it listens. */
  public S3Server(Path directory) throws IOException, InterruptedException {
    this(directory, SECRET);
  }

  /** As {@link #S3Server(Path)}, with a secret key of the caller's. */
  public S3Server(Path directory, String secret) throws IOException, InterruptedException {
    objects = Files.createDirectories(directory.resolve("objects"));
    String settings =
        String.join(
            "\n",
            "s3proxy.authorization=aws-v2-or-v4",
            "s3proxy.identity=" + IDENTITY,
            "s3proxy.credential=" + secret,
            "s3proxy.endpoint=http://127.0.0.1:0",
            "jclouds.provider=filesystem-nio2",
            "jclouds.filesystem.basedir=" + objects,
            "jclouds.identity=x",
            "jclouds.credential=x");
    Path file = Files.writeString(directory.resolve("s3proxy.conf"), settings);
    log = directory.resolve("s3proxy.log");
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx256m",
                "-jar",
                JAR.toAbsolutePath().toString(),
                "--properties",
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    port = await();
  }

  private int await() throws IOException, InterruptedException {
    Instant end = Instant.now().plus(PATIENCE);
    while (process.isAlive() && Instant.now().isBefore(end)) {
      Matcher listens = LISTENS.matcher(Files.readString(log));
      if (listens.find()) {
        return Integer.parseInt(listens.group(1));
      }
      Thread.sleep(50);
    }
    close();
    throw new IOException("the S3 server does not listen: " + Files.readString(log));
  }

  public int port() {
    return port;
  }

  /** Makes a bucket; its objects can be seen there as files. */
  public Path bucket(String name) throws IOException {
    return Files.createDirectories(objects.resolve(name));
  }

  /**
   * Settings of Spark to reach a bucket.
   *
   * @param at port of the server, or of a proxy before it
   */
  public static Map<String, String> sparkSettings(String bucket, int at) {
    Map<String, String> settings = settings(bucket, at);
    String prefix = prefix(bucket);
    settings.put(prefix + "access.key", IDENTITY);
    settings.put(prefix + "secret.key", SECRET);
    settings.put(
        prefix + "aws.credentials.provider",
        "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider");
    return settings;
  }

  /** Settings of Spark to reach a bucket with keys that come from elsewhere. */
  public Map<String, String> openSettings(String bucket) {
    return settings(bucket, port);
  }

  private static String prefix(String bucket) {
    return "spark.hadoop.fs.s3a.bucket." + bucket + ".";
  }

  private static Map<String, String> settings(String bucket, int at) {
    Map<String, String> settings = new LinkedHashMap<>();
    String prefix = prefix(bucket);
    settings.put(prefix + "endpoint", "http://127.0.0.1:" + at);
    settings.put(prefix + "endpoint.region", "us-east-1");
    settings.put(prefix + "path.style.access", "true");
    settings.put(prefix + "connection.ssl.enabled", "false");
    // The server is on this machine.
    settings.put("spark.hadoop.perpixel.lock.settling", "300ms");
    settings.put(prefix + "retry.interval", "20ms");
    settings.put(prefix + "retry.throttle.interval", "20ms");
    return settings;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
