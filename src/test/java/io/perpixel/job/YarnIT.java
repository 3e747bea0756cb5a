package io.perpixel.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.perpixel.testing.Launched;
import io.perpixel.testing.Launched.Outcome;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.MiniYARNCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The assembly on YARN, as users submit it, with data and runs on HDFS. About a minute a job, so it
 * is run by {@code mvn -Pyarn} alone.
 */
@EnabledIfSystemProperty(named = "perpixel.yarn", matches = "true")
class YarnIT extends TrainBase {
  private static final Path ROOT = Path.of("").toAbsolutePath();
  private static final String[] HOW = {"train.workers=2", "train.epochs=1", "train.batch=5"};

  @TempDir private static Path place;
  private static MiniDFSCluster hdfs;
  private static MiniYARNCluster yarn;
  private static Path configuration;

  @BeforeAll
  static void start() throws Exception {
    assertThat(ROOT.resolve("target/perpixel.jar")).isRegularFile();
    Configuration conf = new YarnConfiguration();
    conf.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, place.resolve("hdfs").toString());
    hdfs = new MiniDFSCluster.Builder(conf).numDataNodes(1).build();
    hdfs.waitActive();
    FileSystem.setDefaultUri(conf, hdfs.getFileSystem().getUri());
    conf.set("yarn.scheduler.capacity.root.queues", "default");
    conf.set("yarn.scheduler.capacity.root.default.capacity", "100");
    conf.set("yarn.scheduler.capacity.root.default.maximum-capacity", "100");
    conf.set("yarn.scheduler.capacity.maximum-am-resource-percent", "1");
    conf.setInt(YarnConfiguration.RM_SCHEDULER_MINIMUM_ALLOCATION_MB, 256);
    conf.setInt(YarnConfiguration.YARN_MINICLUSTER_NM_PMEM_MB, 8192);
    conf.setBoolean(YarnConfiguration.NM_VMEM_CHECK_ENABLED, false);
    conf.setFloat(YarnConfiguration.NM_MAX_PER_DISK_UTILIZATION_PERCENTAGE, 99.9f);
    System.setProperty("test.build.data", place.resolve("yarn").toString());
    yarn = new MiniYARNCluster("perpixel", 1, 1, 1);
    yarn.init(conf);
    yarn.start();
    // The mini cluster's own, and the tests', are in no jar that users have.
    yarn.getConfig().unset("net.topology.node.switch.mapping.impl");
    yarn.getConfig().unset("fs.file.impl");
    configuration = Files.createDirectories(place.resolve("conf"));
    for (String file : List.of("core-site.xml", "yarn-site.xml")) {
      try (OutputStream out = Files.newOutputStream(configuration.resolve(file))) {
        yarn.getConfig().writeXml(out);
      }
    }
    for (String batch : List.of("data_batch_1.bin", "test_batch.bin")) {
      hdfs.getFileSystem()
          .copyFromLocalFile(
              new org.apache.hadoop.fs.Path(ROOT + "/data-manifests/sample-horses/" + batch),
              new org.apache.hadoop.fs.Path("/horses/" + batch));
    }
  }

  @AfterAll
  static void stop() {
    if (yarn != null) {
      yarn.stop();
    }
    if (hdfs != null) {
      hdfs.shutdown();
    }
  }

  private static Outcome submit(String mode, String run, String... settings) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("--master", "yarn", "--deploy-mode", mode));
    arguments.addAll(List.of("--num-executors", "2", "--executor-cores", "1"));
    arguments.addAll(List.of("--driver-memory", "768m", "--executor-memory", "512m"));
    // What train asks for: the default of 384 MiB is less than models take outside the heap.
    arguments.addAll(List.of("--conf", "spark.executor.memoryOverhead=512m"));
    // Processes of seconds: compiling all the way costs them more than it gives.
    for (String key : List.of("spark.driver", "spark.executor")) {
      arguments.addAll(List.of("--conf", key + ".extraJavaOptions=-XX:TieredStopAtLevel=1"));
    }
    // Instead of a copy of them for each application.
    arguments.addAll(
        List.of("--conf", "spark.yarn.jars=local:" + ROOT + "/target/spark-home/jars/*"));
    for (String key : List.of("appMasterEnv", "executorEnv")) {
      String prefix = key.equals("executorEnv") ? "spark." : "spark.yarn.";
      arguments.addAll(List.of("--conf", prefix + key + ".SPARK_LOCAL_IP=127.0.0.1"));
    }
    arguments.add("train");
    String root = hdfs.getFileSystem().getUri().toString();
    List<String> all = new ArrayList<>(TrainBase.settings(root + "/data"));
    all.add("data.input=" + root + "/horses");
    all.add("run.directory=" + root + "/" + run);
    all.addAll(List.of(HOW));
    all.addAll(List.of(settings));
    all.forEach(setting -> arguments.add("--set=" + setting));
    Map<String, String> environment =
        Map.of("HADOOP_CONF_DIR", configuration.toString(), "SPARK_LOCAL_IP", "127.0.0.1");
    return Launched.script(ROOT.resolve("submit/perpixel"), place, environment, arguments).await();
  }

  @ParameterizedTest
  @ValueSource(strings = {"client", "cluster"})
  void aModelTrainedOnYarnIsThatOfLocalTwo(String mode) throws Exception {
    Outcome outcome = submit(mode, mode);
    assertThat(outcome.code()).as(outcome::output).isZero();
    trains("one", HOW);
    assertThat(sha256(hdfs.getFileSystem(), "/" + mode)).isEqualTo(sha256("one"));
  }

  @Test
  void aDriverThatFailsOnYarnFailsHere() throws Exception {
    Outcome outcome = submit("cluster", "failed", "no.such=1");
    assertThat(outcome.code()).as(outcome::output).isEqualTo(ExitCode.USAGE);
    assertThat(outcome.output()).contains("User application exited with status 2");
  }
}
