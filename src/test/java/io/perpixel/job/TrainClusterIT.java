package io.perpixel.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.perpixel.spark.SparkSessions;
import io.perpixel.testing.LocalCluster;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * {@code train} with executors in processes of their own: what carries the replicas does not change
 * a bit.
 */
@EnabledIfEnvironmentVariable(named = "SPARK_HOME", matches = ".+")
class TrainClusterIT extends TrainBase {
  @Test
  void twoProcessesGiveTheBitsOfOne() throws IOException {
    String[] how = {"train.workers=2", "train.epochs=2", "train.averaging=2", "train.batch=4"};
    String[] tail = {"train.trainable=up2.,final.", "train.workers=2", "train.batch=5"};
    trains("one", how);
    trains("one-tail", tail);
    SparkSessions.stop();
    SparkSessions.open("test", LocalCluster.settings());
    trains("two", how);
    assertThat(printed).contains("on local-cluster[2,1,1024]");
    assertThat(sha256("two")).isEqualTo(sha256("one"));
    try (Stream<Path> all = Files.walk(shared.resolve("features"))) {
      all.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    }
    trains("two-tail", tail);
    assertThat(printed).contains("60 images computed, 0 there already");
    assertThat(sha256("two-tail")).isEqualTo(sha256("one-tail"));
  }
}
