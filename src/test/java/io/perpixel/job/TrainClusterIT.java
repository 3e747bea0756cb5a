package io.perpixel.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.perpixel.nn.kernel.KernelChoice;
import io.perpixel.nn.kernel.Kernels;
import io.perpixel.spark.SparkSessions;
import io.perpixel.testing.LocalCluster;
import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * {@code train} with executors in processes of their own: what carries the replicas does not change
 * a bit, and they compute with the kernels that the user chose.
 */
@EnabledIfEnvironmentVariable(named = "SPARK_HOME", matches = ".+")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TrainClusterIT extends TrainBase {
  private static final String MODEL = "one";

  @Test
  @Order(1)
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

  /** On the cluster that the first test has opened. */
  @Test
  @Order(2)
  void executorsScoreAndPredictWithTheChosenKernels() throws IOException {
    trains(MODEL);
    String model = "--model=" + dir.resolve(MODEL);
    computesWithNd4j("evaluate", model, "--input=" + labelled());
    computesWithNd4j(
        "predict",
        model,
        "--input=data-manifests/sample-horses",
        "--category=7",
        "--output=" + dir.resolve("coloured"));
    assertThat(run(List.of("evaluate", model, "--input=x", "--kernels=mkl")))
        .isEqualTo(ExitCode.USAGE);
    assertThat(printed).contains("--kernels mkl: expected auto, onednn or nd4j");
  }

  private void computesWithNd4j(String... words) {
    everywhere(() -> KernelChoice.use("auto"));
    List<String> args = new ArrayList<>(List.of(words));
    args.add("--kernels=nd4j");
    assertThat(run(args)).as(() -> printed).isZero();
    assertThat(everywhere(KernelChoice::current))
        .as("executors, of which one may have had no task")
        .anyMatch(name -> name.startsWith("nd4j"));
  }

  /** Asks both executors: each has one core, so two tasks that begin at once are one on each. */
  private static List<String> everywhere(Question question) {
    SparkContext context = SparkSession.active().sparkContext();
    return JavaSparkContext.fromSparkContext(context)
        .parallelize(List.of(0, 1), 2)
        .mapPartitions(numbers -> List.of(question.ask().name()).iterator())
        .collect();
  }

  private interface Question extends Serializable {
    Kernels ask();
  }

  /** The table that all runs of this class train on. */
  private static Path labelled() throws IOException {
    try (Stream<Path> all = Files.walk(shared)) {
      return all.filter(file -> file.endsWith("_palette.json")).findFirst().get().getParent();
    }
  }
}
