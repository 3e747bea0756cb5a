package io.perpixel.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perpixel.spark.FileStore;
import io.perpixel.spark.SparkSessions;
import io.perpixel.testing.FaultyProxy;
import io.perpixel.testing.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.junit.jupiter.api.Test;

/** {@code train} on an object store that errors, hangs up, cuts answers short, and stalls. */
class TrainStorageIT extends TrainBase {
  private static final String[] HOW = {
    "train.workers=2", "train.epochs=2", "train.batch=5", "train.checkpoint-minutes=1e-9"
  };

  @Test
  void aStoreThatFailsAtTimesChangesNothing() throws Exception {
    trains("well", HOW);
    SparkSessions.stop();
    try (S3Server s3 = new S3Server(Files.createDirectories(dir.resolve("s3")));
        FaultyProxy proxy = new FaultyProxy(s3.port(), 17, 3, 4)) {
      Path objects = s3.bucket("faulty");
      Map<String, String> settings = S3Server.sparkSettings("faulty", proxy.port());
      settings.put("spark.master", "local[2]");
      settings.put("spark.sql.shuffle.partitions", "2");
      settings.put("spark.hadoop.fs.s3a.bucket.faulty.connection.timeout", "3000");
      // As spark-submit does: the run directory is looked at before Spark is started.
      settings.forEach(System::setProperty);
      SparkSessions.open("test", settings);
      assertThat(train("faulty", onStore())).as(() -> printed).isZero();
      assertThat(proxy.faults()).as("of %d requests", proxy.requests()).isGreaterThan(20);
      assertThat(sha256(objects.resolve("run"))).isEqualTo(sha256("well"));
      assertThat(train("faulty", onStore())).isEqualTo(ExitCode.USAGE);
      assertThat(printed).contains("run.directory s3a://faulty/run is not empty");
      for (String command : List.of("export-onnx", "export-torch")) {
        export(command, dir.resolve("well").toString(), dir.resolve(command).toString());
        export(command, "s3a://faulty/run", "s3a://faulty/exports/" + command);
        assertThat(objects.resolve("exports/" + command))
            .hasSameBinaryContentAs(dir.resolve(command));
      }
      keepsWhatIsThere(
          objects.resolve("exports/export-torch"), "s3a://faulty/exports/export-torch");
    } finally {
      SparkSessions.stop();
      System.getProperties().keySet().removeIf(key -> key.toString().startsWith("spark."));
    }
  }

  /** If what is to replace it cannot be made to its end. */
  private static void keepsWhatIsThere(Path object, String uri) throws IOException {
    byte[] before = Files.readAllBytes(object);
    Configuration hadoop = SparkHadoopUtil.get().newConfiguration(new SparkConf());
    assertThatThrownBy(
            () ->
                FileStore.replace(
                    uri,
                    out -> {
                      out.write(1);
                      throw new IOException("no more");
                    },
                    hadoop))
        .hasMessage("no more");
    assertThat(object).hasBinaryContent(before);
  }

  private void export(String command, String model, String to) {
    assertThat(run(List.of(command, "--model", model, "--to", to))).as(() -> printed).isZero();
  }

  private static String[] onStore() {
    return with(HOW, "data.directory=s3a://faulty/data", "run.directory=s3a://faulty/run");
  }
}
