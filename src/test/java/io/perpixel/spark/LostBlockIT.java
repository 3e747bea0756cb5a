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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of Spark's cache that are lost or damaged between two epochs; and Spark as a whole. */
class LostBlockIT {
  private static final int EPOCHS = 3;
  private static final int STEPS = 30;

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
    SparkSessions.stop();
    spark = SparkSessions.open("LostBlockIT", Map.of("spark.master", "local[2]"));
    return train(StepListener.NONE);
  }

  /** In the middle of the second epoch, when the third has yet to read its examples. */
  private float[] with(Damage damage, boolean compressed) {
    Map<String, String> how = new HashMap<>();
    // As on a cluster, where a task may fail three times.
    how.put("spark.master", "local[2,4]");
    how.put("spark.local.dir", disk.toString());
    // Too little for any example: all go to the disk.
    how.put("spark.memory.fraction", "0.0001");
    if (!compressed) {
      how.put("spark.rdd.compress", "false");
    }
    spark = SparkSessions.open("LostBlockIT", how);
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

  /** What cannot be freed any more is not what is told. */
  @Test
  void aStoppedSparkIsTheReasonThatIsTold() {
    spark = SparkSessions.open("LostBlockIT", Map.of("spark.master", "local[2]"));
    assertThatThrownBy(() -> train((step, steps, examples, loss) -> SparkSessions.stop()))
        .hasMessageContaining("SparkContext was shut down");
  }

  private List<Path> blocks() {
    try (Stream<Path> files = Files.walk(disk)) {
      return new ArrayList<>(
          files.filter(file -> file.getFileName().toString().startsWith("rdd_")).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void cut(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
  }

  private static void flip(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
  }

  @Test
  void aLostBlockIsComputedAgain() {
    assertThat(with(Files::delete, true)).isEqualTo(undisturbed());
  }

  /** Without checksums Spark takes half of a block for all of it. */
  @Test
  void missingExamplesStopTheTraining() {
    assertThatThrownBy(() -> with(LostBlockIT::cut, false))
        .isInstanceOf(LostExamplesException.class)
        .hasMessageContaining("training examples instead of")
        .hasMessageContaining("a file of Spark's cache or shuffle is damaged");
  }

  @Test
  void anotherByteStopsTheTraining() {
    assertThatThrownBy(() -> with(LostBlockIT::flip, true))
        .hasStackTraceContaining("Stream is corrupted");
  }
}
