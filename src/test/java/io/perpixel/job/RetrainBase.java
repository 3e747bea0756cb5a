package io.perpixel.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.perpixel.image.Cifar10Batch;
import io.perpixel.image.Png;
import io.perpixel.registry.Alias;
import io.perpixel.registry.ModelVersion;
import io.perpixel.registry.Registry;
import io.perpixel.registry.RunRecord;
import io.perpixel.registry.Runs;
import io.perpixel.spark.HadoopStore;
import io.perpixel.spark.SparkSessions;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.junit.jupiter.api.AfterAll;

/** Retrains a tiny UNet on real horses, which come as pictures, a few more each night. */
abstract class RetrainBase {
  private static final String MODEL = "horses";

  String printed;

  @AfterAll
  static void close() {
    SparkSessions.stop();
    System.getProperties().keySet().removeIf(key -> key.toString().startsWith("spark."));
  }

  /** Opens Spark with settings that commands find before there is a session, too. */
  static void open(java.util.Map<String, String> settings) {
    SparkSessions.stop();
    settings.forEach(System::setProperty);
    System.setProperty("spark.master", "local[2]");
    System.setProperty("spark.sql.shuffle.partitions", "2");
    System.setProperty("spark.ui.showConsoleProgress", "false");
    SparkSessions.open("test", java.util.Map.of());
  }

  static Configuration hadoop() {
    return SparkHadoopUtil.get().newConfiguration(new SparkConf());
  }

  /** Puts horses of the sample into {@code root/data}, as PNG. */
  static void horses(String root, String split, int from, int to) throws IOException {
    String file = split.equals("test") ? "test_batch.bin" : "data_batch_1.bin";
    Cifar10Batch batch =
        new Cifar10Batch(
            file, Files.readAllBytes(java.nio.file.Path.of("data-manifests/sample-horses", file)));
    for (int i = from; i < to; i++) {
      put("%s/data/%s/%03d.png".formatted(root, split, i), Png.encode(batch.image(i)));
    }
  }

  static void put(String file, byte[] content) throws IOException {
    Path path = new Path(file);
    try (OutputStream out = path.getFileSystem(hadoop()).create(path, true)) {
      out.write(content);
    }
  }

  static void remove(String file) throws IOException {
    Path path = new Path(file);
    assertThat(path.getFileSystem(hadoop()).delete(path, true)).isTrue();
  }

  /** What all runs have. */
  static List<String> settings(String root) {
    return List.of(
        "data.input=" + root + "/data",
        "data.format=images",
        "data.directory=" + root + "/prepared",
        "retrain.directory=" + root + "/retrain",
        "registry.directory=" + root + "/registry",
        "registry.model=" + MODEL,
        "palette.colours=6",
        "model.filters=4",
        "train.epochs=2",
        "train.batch=10",
        "train.threads=1",
        "train.learning-rate=0.01",
        "report.gallery=0");
  }

  /** The command with settings and options, the last of equal settings winning. */
  static List<String> command(String root, String... more) {
    List<String> words = new ArrayList<>(settings(root));
    words.addAll(List.of(more));
    List<String> args = new ArrayList<>(List.of("retrain"));
    words.forEach(word -> args.add(word.startsWith("--") ? word : "--set=" + word));
    return args;
  }

  int retrain(String root, String... more) {
    CommandRun run = CommandRun.of(command(root, more));
    printed = run.printed();
    return run.code();
  }

  static Registry registry(String root) throws IOException {
    return new Registry(new HadoopStore(root + "/registry", hadoop()), MODEL, Clock.systemUTC());
  }

  static Runs runs(String root) throws IOException {
    return new Runs(new HadoopStore(root + "/retrain", hadoop()), MODEL);
  }

  static Optional<ModelVersion> champion(String root) throws IOException {
    Optional<Alias> alias = registry(root).alias(Alias.CHAMPION);
    return alias.isEmpty()
        ? Optional.empty()
        : Optional.of(registry(root).version(alias.get().version()));
  }

  static RunRecord run(String root, String id) throws IOException {
    return runs(root).read(id).orElseThrow();
  }
}
