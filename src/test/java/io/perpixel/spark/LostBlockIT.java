package io.perpixel.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perpixel.train.Example;
import io.perpixel.train.StepListener;
import io.perpixel.train.TorchAdam;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of Spark's cache that are lost or damaged between two epochs. */
class LostBlockIT {
  private static final int EPOCHS = 3;
  private static final int STEPS = 60;

  @TempDir private Path disk;
  private SparkSession spark;

  /** What happens to a file. */
  private interface Damage {
    void to(Path file) throws IOException;
  }

  @AfterEach
  void stop() {
    SparkSessions.stop();
  }

  private float[] undisturbed() {
    spark = SparkSessions.open("LostBlockIT", Map.of("spark.master", "local[2]"));
    float[] parameters = train(StepListener.NONE);
    SparkSessions.stop();
    return parameters;
  }

  /** In the middle of the second epoch, when the third has yet to read its examples. */
  private float[] with(Damage damage) {
    spark =
        SparkSessions.open(
            "LostBlockIT",
            Map.of(
                // As on a cluster, where a task may fail three times.
                "spark.master", "local[2,4]",
                "spark.local.dir", disk.toString(),
                // Too little for any example: all go to the disk.
                "spark.memory.fraction", "0.0001"));
    int[] rounds = {0};
    return train(
        (step, steps, examples, loss) -> {
          if (++rounds[0] == STEPS + STEPS / 2) {
            List<Path> blocks = blocks();
            assertThat(blocks).hasSize(2);
            try {
              damage.to(blocks.get(0));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        });
  }

  private float[] train(StepListener listener) {
    List<Example> data = SparkLoopIT.examples(10 * STEPS);
    ComputationGraph graph = SparkLoopIT.graph(new TorchAdam(0.01), true);
    ParameterAveraging master = new ParameterAveraging(SparkLoopIT.spec(graph), 1);
    return SparkLoopIT.distributed(spark, master, graph, data, 2, 5, EPOCHS, 2, listener);
  }

  private List<Path> blocks() {
    try (Stream<Path> files = Files.walk(disk)) {
      return new ArrayList<>(
          files.filter(file -> file.getFileName().toString().startsWith("rdd_")).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aLostBlockIsComputedAgain() {
    assertThat(with(Files::delete)).isEqualTo(undisturbed());
  }

  @Test
  void aBlockThatIsCutShortStopsTheTraining() {
    assertThatThrownBy(
            () -> with(file -> Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 20_000))))
        .isInstanceOf(LostExamplesException.class)
        .hasMessageContaining("training examples instead of")
        .hasMessageContaining("a file of Spark's cache or shuffle is damaged");
  }

  @Test
  void aBlockWithAnotherByteStopsTheTraining() {
    assertThatThrownBy(
            () ->
                with(
                    file -> {
                      byte[] bytes = Files.readAllBytes(file);
                      bytes[bytes.length / 2] ^= 1;
                      Files.write(file, bytes);
                    }))
        .hasStackTraceContaining("Stream is corrupted");
  }
}
