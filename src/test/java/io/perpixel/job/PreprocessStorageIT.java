package io.perpixel.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.perpixel.spark.DeadProcess;
import io.perpixel.spark.SparkSessions;
import io.perpixel.testing.FaultyProxy;
import io.perpixel.testing.Npy;
import io.perpixel.testing.S3Server;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same command on local files, on HDFS, and on a server of the S3 API, well and ill. */
class PreprocessStorageIT {
  private static final int IMAGES = 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private static java.nio.file.Path dir;
  private static MiniDFSCluster hdfs;
  private static S3Server s3;
  private static FaultyProxy proxy;
  private static SparkSession spark;
  private static java.nio.file.Path objects;
  private String printed;
  private String stages = "rescale=16x24,to-tensor,normalize";

  @BeforeAll
  static void open() throws Exception {
    Configuration conf = new Configuration();
    conf.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, dir.resolve("hdfs").toString());
    hdfs = new MiniDFSCluster.Builder(conf).numDataNodes(2).build();
    s3 = new S3Server(Files.createDirectories(dir.resolve("s3")));
    proxy = new FaultyProxy(s3.port(), 20, 7);
    objects = s3.bucket("well");
    s3.bucket("ill");
    Map<String, String> settings = new HashMap<>();
    settings.putAll(S3Server.sparkSettings("well", s3.port()));
    settings.putAll(S3Server.sparkSettings("ill", proxy.port()));
    settings.put("spark.master", "local[2]");
    settings.put("spark.sql.shuffle.partitions", "3");
    spark = SparkSessions.open("test", settings);
    hdfs.waitActive();
    for (String root : roots()) {
      fill(root);
    }
  }

  @AfterAll
  static void close() throws IOException {
    if (spark != null) {
      spark.stop();
    }
    if (proxy != null) {
      proxy.close();
    }
    if (s3 != null) {
      s3.close();
    }
    if (hdfs != null) {
      hdfs.shutdown();
    }
  }

  private static String local() {
    return dir.resolve("local").toString();
  }

  private static List<String> roots() throws IOException {
    return List.of(local(), hdfs.getFileSystem().getUri() + "/data", "s3a://well/data");
  }

  private static FileSystem fs(String uri) throws IOException {
    Configuration conf = spark.sparkContext().hadoopConfiguration();
    return FileSystem.get(new Path(uri).toUri(), conf);
  }

  private static void fill(String root) throws IOException {
    byte[] photo = Files.readAllBytes(Npy.golden("transform/photo.png"));
    for (int i = 0; i < IMAGES; i++) {
      put(root + "/in/train/%02d.png".formatted(i), photo);
    }
    put(root + "/in/cut.png", Arrays.copyOf(photo, 500));
  }

  private static void put(String file, byte[] content) throws IOException {
    try (OutputStream out = fs(file).create(new Path(file), true)) {
      out.write(content);
    }
  }

  private int preprocess(String root, String output, String... more) {
    return run(args(root, output, more));
  }

  private String[] args(String root, String output, String... more) {
    List<String> args =
        new ArrayList<>(List.of("preprocess", "--format=images", "--input=" + root + "/in"));
    args.add("--output=" + root + "/" + output);
    args.add("--stages=" + stages);
    args.addAll(List.of(more));
    return args.toArray(String[]::new);
  }

  /** The bytes of each data file by the number that its name begins with. */
  private static Map<String, byte[]> data(String table) throws IOException {
    Map<String, byte[]> data = new TreeMap<>();
    for (FileStatus file : fs(table).listStatus(new Path(table))) {
      String name = file.getPath().getName();
      if (name.endsWith(".parquet")) {
        try (InputStream in = fs(table).open(file.getPath())) {
          assertThat(data.put(name.substring(0, 10), in.readAllBytes())).isNull();
        }
      }
    }
    return data;
  }

  /** The record, without what names the file system and the run. */
  private static JsonNode record(String table) throws IOException {
    try (InputStream in = fs(table).open(new Path(table, "_perpixel.json"))) {
      ObjectNode node = (ObjectNode) JSON.readTree(in);
      // These name paths and times.
      node.remove(List.of("key", "recipe", "sources"));
      node.path("inputs").forEach(input -> ((ObjectNode) input).remove("path"));
      node.path("files")
          .forEach(
              file -> ((ObjectNode) file).put("name", file.path("name").asText().substring(0, 10)));
      return node;
    }
  }

  private static List<String> names(String directory) throws IOException {
    return Arrays.stream(fs(directory).listStatus(new Path(directory)))
        .map(file -> file.getPath().getName())
        .sorted()
        .toList();
  }

  private void assertSame(String table, String wanted) throws IOException {
    Map<String, byte[]> expected = data(wanted);
    Map<String, byte[]> found = data(table);
    assertThat(found).containsOnlyKeys(expected.keySet());
    found.forEach((name, bytes) -> assertThat(bytes).as(name).isEqualTo(expected.get(name)));
    assertThat(record(table)).isEqualTo(record(wanted));
  }

  @Test
  void manifestsAreWrittenVerifiedAndFetchedEverywhere() throws Exception {
    // These commands need no session: they read its settings where spark-submit leaves them.
    Map<String, String> settings = S3Server.sparkSettings("well", s3.port());
    settings.forEach(System::setProperty);
    try {
      for (String root : roots()) {
        put(root + "/set/a/x y.png", new byte[100_000]);
        put(root + "/set/b.bin", new byte[0]);
        put(root + "/set/_SUCCESS", new byte[1]);
        String manifest = "--manifest=" + root + "/set.json";
        String input = "--input=" + root + "/set";
        assertThat(
                run(
                    "manifest",
                    "new",
                    "--name=set",
                    "--license=CC0-1.0",
                    input,
                    "--split-of=test=a",
                    "--output=" + root + "/set.json"))
            .as(() -> printed)
            .isZero();
        assertThat(run("manifest", "verify", manifest, "--data=" + root + "/set")).isZero();
        assertThat(printed).contains("2 of 2 files").doesNotContain("warning");
        assertThat(run("fetch", manifest, "--to=" + root + "/copy")).as(() -> printed).isZero();
        assertThat(fs(root).getFileStatus(new Path(root + "/copy/a/x y.png")).getLen())
            .isEqualTo(100_000);
        put(root + "/copy/a/more.png", new byte[1]);
        put(root + "/copy/a/x y.png", new byte[99_999]);
        assertThat(run("manifest", "verify", manifest, "--data=" + root + "/copy")).isEqualTo(3);
        assertThat(printed)
            .contains("/copy/a/x y.png is not the expected file", "/copy/a/more.png is not in");
      }
    } finally {
      settings.keySet().forEach(System::clearProperty);
    }
  }

  @Test
  void everyStorageHoldsTheSameBytesAndIsUpdatedInPlace() throws IOException {
    for (String root : roots()) {
      assertThat(preprocess(root, "same", "--failure-budget=0.1")).as(() -> printed).isZero();
      assertThat(printed).contains("21 read = 20 written + 1 rejected");
      assertThat(preprocess(root, "same", "--failure-budget=0.1")).isZero();
      assertThat(printed).contains("already done");
    }
    assertThat(data(local() + "/same")).hasSizeGreaterThan(1);
    for (String root : roots()) {
      assertSame(root + "/same", local() + "/same");
      assertSame(root + "/same-rejects", local() + "/same-rejects");
      assertThat(names(root)).noneMatch(name -> name.startsWith(".perpixel"));
    }
    byte[] success = Files.readAllBytes(objects.resolve("data/same/_SUCCESS"));
    assertThat(JSON.readTree(success).path("committer").asText()).isEqualTo("magic");

    byte[] photo = Files.readAllBytes(Npy.golden("transform/photo.png"));
    for (String root : roots()) {
      put(root + "/in/train/new.png", photo);
      try {
        assertThat(preprocess(root, "same", "--failure-budget=0.1")).as(() -> printed).isZero();
      } finally {
        fs(root).delete(new Path(root, "in/train/new.png"), false);
      }
      assertThat(printed).contains("1 new, 0 changed, 21 unchanged", "22 read = 21 written");
      assertThat(spark.read().parquet(root + "/same").count()).isEqualTo(IMAGES + 1);
      assertThat(names(root + "/same"))
          .noneMatch(name -> name.startsWith("_writing") || name.startsWith("_temporary"));
    }
  }

  @Test
  void errorsOfTheServerChangeNothing() throws IOException {
    assertThat(preprocess(local(), "well", "--failure-budget=0.1")).isZero();
    fill("s3a://ill/data");
    int before = proxy.faults();
    assertThat(preprocess("s3a://ill/data", "out", "--failure-budget=0.1"))
        .as(() -> printed)
        .isZero();
    assertThat(proxy.faults() - before).as("of %s requests", proxy.requests()).isGreaterThan(5);
    assertSame("s3a://ill/data/out", local() + "/well");
  }

  @Test
  void aboveTheBudgetNothingIsCommittedAnywhere() throws IOException {
    for (String root : roots()) {
      assertThat(preprocess(root, "bad", "--failure-budget=0.01")).isEqualTo(3);
      assertThat(printed).contains("21 read = 20 written + 1 rejected", "failure budget of 0.01");
      assertThat(fs(root).exists(new Path(root, "bad"))).as(root).isFalse();
      assertThat(data(root + "/bad-rejects")).hasSize(1);
      assertThat(names(root)).noneMatch(name -> name.startsWith(".perpixel"));
    }
  }

  @Test
  void aTableOnS3IsReplacedAsAWhole() throws IOException {
    String root = "s3a://well/data";
    assertThat(preprocess(root, "twice", "--failure-budget=0.1")).isZero();
    JsonNode first = record(root + "/twice");
    stages = "rescale=8x8";
    assertThat(preprocess(root, "twice", "--failure-budget=0.1")).isZero();
    assertThat(record(root + "/twice")).isNotEqualTo(first);
    assertThat(spark.read().parquet(root + "/twice").count()).isEqualTo(IMAGES);
    assertThat(names(root + "/twice")).noneMatch(name -> name.startsWith("_writing"));
    // What is above the budget leaves the old table as it is.
    put(root + "/in/other.png", new byte[10]);
    try {
      assertThat(preprocess(root, "twice", "--failure-budget=0.01")).isEqualTo(3);
    } finally {
      fs(root).delete(new Path(root, "in/other.png"), false);
    }
    assertThat(spark.read().parquet(root + "/twice").count()).isEqualTo(IMAGES);
  }

  @Test
  void ofTwoRunsAtOnceOneIsTurnedAway() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    Configuration conf = spark.sparkContext().hadoopConfiguration();
    String settling = conf.get("perpixel.lock.settling");
    conf.set("perpixel.lock.settling", "3s");
    try {
      for (String root : roots()) {
        String[] args = args(root, "contended", "--failure-budget=0.1");
        CyclicBarrier start = new CyclicBarrier(2);
        Callable<String> run =
            () -> {
              start.await();
              CommandRun end = CommandRun.of(List.of(args));
              return end.code() + " " + end.printed();
            };
        Future<String> one = threads.submit(run);
        Future<String> other = threads.submit(run);
        List<String> ends = Stream.of(one.get(), other.get()).sorted().toList();
        assertThat(ends.get(0)).startsWith("0 ").contains("21 read = 20 written + 1 rejected");
        // On a machine that is slow enough the second begins when the first has ended.
        assertThat(ends.get(1))
            .matches(
                end ->
                    end.startsWith("0 ")
                        || end.startsWith("1 ") && end.contains("is being written by process"));
        assertSame(root + "/contended", local() + "/contended");
        assertThat(names(root)).noneMatch(name -> name.startsWith(".perpixel"));
      }
    } finally {
      conf.set("perpixel.lock.settling", settling);
      threads.shutdownNow();
    }
  }

  @Test
  void anotherHostsLockIsRespectedEverywhere() throws IOException {
    String lock = "{\"id\": \"x\", \"host\": \"elsewhere.example\", \"since\": \"noon\"}";
    for (String root : roots()) {
      put(root + "/.perpixel-lock-locked", lock.getBytes(StandardCharsets.UTF_8));
      assertThat(preprocess(root, "locked", "--failure-budget=0.1")).isEqualTo(1);
      assertThat(printed)
          .contains("on elsewhere.example", "since noon", "remove " + fs(root).getScheme());
      assertThat(fs(root).exists(new Path(root, "locked"))).isFalse();
      assertThat(preprocess(root, "unlocked", "--failure-budget=0.1")).isZero();
      assertThat(names(root)).filteredOn(name -> name.startsWith(".perpixel")).hasSize(1);
      fs(root).delete(new Path(root, ".perpixel-lock-locked"), false);
    }
  }

  @Test
  void whatAKilledRunLeftOnS3IsNoTableAndIsRemoved() throws IOException {
    String table = "s3a://well/data/killed";
    String run = "11111111-2222-3333-4444-555555555555";
    put(table + "/part-00000-" + run + "-c000.snappy.parquet", new byte[100]);
    put(table + "/_writing-" + run + ".json", deadMark(run));
    assertThat(
            run("preprocess", "--format=parquet", "--input=" + table, "--output=" + local() + "/z"))
        .isEqualTo(2);
    assertThat(printed).contains("a run was killed before it was complete");
    assertThat(preprocess("s3a://well/data", "killed", "--failure-budget=0.1"))
        .as(() -> printed)
        .isZero();
    assertThat(names(table)).noneMatch(name -> name.contains(run));
    assertThat(spark.read().parquet(table).count()).isEqualTo(IMAGES);
  }

  private int run(String... args) {
    CommandRun run = CommandRun.of(List.of(args));
    printed = run.printed();
    return run.code();
  }

  /** The mark of a run that was killed. */
  private static byte[] deadMark(String run) throws IOException {
    ObjectNode node = JSON.createObjectNode();
    DeadProcess.to(node);
    node.put("run", run);
    node.putArray("obsolete");
    return JSON.writeValueAsBytes(node);
  }
}
