package io.perpixel.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.perpixel.spark.SparkSessions;
import io.perpixel.testing.Launched;
import io.perpixel.testing.Launched.Outcome;
import io.perpixel.testing.S3Server;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The assembly on a standalone cluster of {@code submit/local-cluster}, as users submit it: driver
 * and executors are processes of their own; data and runs are on HDFS and on S3.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StandaloneClusterIT extends TrainBase {
  private static final Path ROOT = Path.of("").toAbsolutePath();
  private static final String BUCKET = "cluster";
  private static final String[] HOW = {"train.workers=2", "train.epochs=2", "train.batch=5"};

  /** Nothing else contains it, so that it can be looked for. */
  private static final String SECRET = "f4-not-to-be-told-8Xq";

  /** The cluster asks for a secret, and encrypts. */
  private static final String AUTHENTICATION = "_SPARK_AUTH_SECRET";

  private static final String SECRET_OF_CLUSTER = "b7-not-to-be-told-2Wk";

  @TempDir private static Path place;
  private static MiniDFSCluster hdfs;
  private static S3Server s3;
  private static Path objects;
  private static String master;
  private static String expected;

  @BeforeAll
  static void start() throws Exception {
    assertThat(ROOT.resolve("target/perpixel.jar")).isRegularFile();
    Outcome started = cluster("start", "--port=0", "--workers=2", "--cores=2", "--memory=2g");
    assertThat(started.code()).as(started.output()).isZero();
    master = started.output().strip();
    assertThat(master).matches("spark://127\\.0\\.0\\.1:\\d+");
    Configuration conf = new Configuration();
    conf.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, place.resolve("hdfs").toString());
    hdfs = new MiniDFSCluster.Builder(conf).numDataNodes(2).build();
    s3 = new S3Server(Files.createDirectories(place.resolve("s3")), SECRET);
    objects = s3.bucket(BUCKET);
    hdfs.waitActive();
    for (String batch : List.of("data_batch_1.bin", "test_batch.bin")) {
      byte[] records = Files.readAllBytes(Path.of("data-manifests/sample-horses", batch));
      // Through the server, which gives objects their ETags.
      for (FileSystem fs : List.of(hdfs.getFileSystem(), store())) {
        try (OutputStream out = fs.create(new org.apache.hadoop.fs.Path("/horses/" + batch))) {
          out.write(records);
        }
      }
    }
  }

  private static FileSystem store() throws IOException {
    Configuration conf = new Configuration();
    s3.openSettings(BUCKET)
        .forEach((key, value) -> conf.set(key.substring("spark.hadoop.".length()), value));
    conf.set("fs.s3a.access.key", S3Server.IDENTITY);
    conf.set("fs.s3a.secret.key", SECRET);
    return FileSystem.newInstance(URI.create("s3a://" + BUCKET), conf);
  }

  @AfterAll
  static void stop() throws Exception {
    try {
      Outcome stopped = cluster("stop");
      assertThat(stopped.output()).startsWith("stopped");
      assertThat(cluster("status").code()).isEqualTo(3);
    } finally {
      if (s3 != null) {
        s3.close();
      }
      if (hdfs != null) {
        hdfs.shutdown();
      }
    }
  }

  private static Outcome cluster(String... arguments) throws IOException, InterruptedException {
    Map<String, String> environment = new HashMap<>(Map.of(AUTHENTICATION, SECRET_OF_CLUSTER));
    environment.put("PERPIXEL_CLUSTER", place.resolve("cluster").toString());
    Path script = ROOT.resolve("submit/local-cluster");
    return Launched.script(script, place, environment, List.of(arguments)).await();
  }

  /** {@code train} by the launcher, with data and run below a root. */
  private static Launched submit(
      String root, Map<String, String> environment, List<String> spark, String... settings)
      throws IOException {
    List<String> arguments = new ArrayList<>(List.of("--master", master));
    arguments.addAll(List.of("--driver-memory", "768m", "--executor-memory", "512m"));
    // Processes of seconds: compiling all the way costs them more than it gives.
    arguments.addAll(List.of("--driver-java-options", "-XX:TieredStopAtLevel=1"));
    arguments.addAll(List.of("--conf", "spark.executor.extraJavaOptions=-XX:TieredStopAtLevel=1"));
    arguments.addAll(List.of("--properties-file", ROOT + "/conf/spark-secure.conf"));
    arguments.addAll(spark);
    arguments.add("train");
    List<String> all = new ArrayList<>(TrainBase.settings(root + "/data"));
    all.add("data.input=" + root + "/horses");
    all.add("run.directory=" + root + "/run");
    all.addAll(List.of(HOW));
    all.addAll(List.of(settings));
    all.forEach(setting -> arguments.add(setting.startsWith("--") ? setting : "--set=" + setting));
    Map<String, String> whole = new HashMap<>(environment);
    whole.put(AUTHENTICATION, SECRET_OF_CLUSTER);
    return Launched.script(ROOT.resolve("submit/perpixel"), place, whole, arguments);
  }

  private static String onHdfs() throws IOException {
    return hdfs.getFileSystem().getUri().toString();
  }

  @Test
  @Order(1)
  void localTwoIsWhatTheClusterHasToEqual() throws IOException {
    List<String> how = new ArrayList<>(List.of(HOW));
    // Its tables are on HDFS, where the first run on the cluster finds them; the second makes its
    // own.
    how.addAll(
        List.of("data.input=" + onHdfs() + "/horses", "data.directory=" + onHdfs() + "/data"));
    trains("one", how.toArray(String[]::new));
    expected = sha256("one");
    SparkSessions.stop();
  }

  @Test
  @Order(2)
  void twoExecutorsTrainFromHdfs() throws Exception {
    Outcome outcome = submit(onHdfs(), Map.of(), List.of()).await();
    assertThat(outcome.code()).as(outcome.output()).isZero();
    assertThat(outcome.output()).contains("averaged every step, on " + master);
    assertThat(sha256(hdfs.getFileSystem(), "/run")).isEqualTo(expected);
  }

  /** Keys of the store come from the environment, and are nowhere to be found afterwards. */
  @Test
  @Order(3)
  void aDriverOnTheClusterTrainsFromS3AndTellsNoSecret() throws Exception {
    Path events = Files.createDirectories(place.resolve("events"));
    List<String> spark = new ArrayList<>(List.of("--deploy-mode", "cluster"));
    spark.addAll(List.of("--conf", "spark.eventLog.enabled=true"));
    spark.addAll(List.of("--conf", "spark.eventLog.dir=" + events.toUri()));
    s3.openSettings(BUCKET).forEach((k, v) -> spark.addAll(List.of("--conf", k + "=" + v)));
    Map<String, String> keys =
        Map.of("AWS_ACCESS_KEY_ID", S3Server.IDENTITY, "AWS_SECRET_ACCESS_KEY", SECRET);
    Outcome outcome = submit("s3a://" + BUCKET, keys, spark).await();
    assertThat(outcome.code()).as(() -> outcome.output() + drivers()).isZero();
    Path run = objects.resolve("run");
    assertThat(sha256(run)).isEqualTo(expected);
    assertThat(outcome.output()).contains("is FINISHED").doesNotContain(SECRET);
    for (Path written : List.of(events, run, place.resolve("cluster"))) {
      assertThat(holding(SECRET, written)).isEmpty();
      assertThat(holding(SECRET_OF_CLUSTER, written)).isEmpty();
      assertThat(written).isNotEmptyDirectory();
    }
  }

  @Test
  @Order(4)
  void aDriverThatFailsOnTheClusterFailsHere() throws Exception {
    Outcome outcome =
        submit(onHdfs(), Map.of(), List.of("--deploy-mode=cluster"), "no.such=1").await();
    assertThat(outcome.code()).isEqualTo(ExitCode.FAILURE);
    assertThat(outcome.output()).contains(" FAILED: its worker keeps what it printed");
    assertThat(drivers()).contains("no.such");
  }

  @Test
  @Order(5)
  void aWorkerThatDiedIsNamed() throws Exception {
    assertThat(cluster("status").code()).isZero();
    long worker = Long.parseLong(Files.readString(place.resolve("cluster/worker-2.pid")).strip());
    assertThat(ProcessHandle.of(worker)).get().satisfies(ProcessHandle::destroyForcibly);
    ProcessHandle.of(worker).ifPresent(process -> process.onExit().join());
    Outcome status = cluster("status");
    assertThat(status.code()).isEqualTo(3);
    assertThat(status.output()).contains("worker-2", "gone: see ").containsOnlyOnce("gone");
  }

  /** What drivers on the cluster printed. */
  private static String drivers() {
    try {
      StringBuilder all = new StringBuilder();
      for (Path file : files(place.resolve("cluster/work"))) {
        all.append(file.toString().matches(".*/driver-.*/std.*") ? text(file) : "");
      }
      return all.toString();
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static List<Path> holding(String text, Path directory) throws IOException {
    List<Path> found = new ArrayList<>();
    for (Path file : files(directory)) {
      boolean archive = file.toString().endsWith(".jar");
      if (!archive && text(file).contains(text)) {
        found.add(file);
      }
    }
    return found;
  }

  /** All files below a directory that stay: the cluster, which lives, may remove others. */
  private static List<Path> files(Path directory) throws IOException {
    List<Path> files = new ArrayList<>();
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            files.add(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            return gone(failure);
          }

          @Override
          public FileVisitResult postVisitDirectory(Path file, IOException failure)
              throws IOException {
            return failure == null ? FileVisitResult.CONTINUE : gone(failure);
          }

          private FileVisitResult gone(IOException failure) throws IOException {
            if (failure instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw failure;
          }
        });
    return files;
  }

  /** Empty if it was removed. */
  private static String text(Path file) throws IOException {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      return "";
    }
  }
}
