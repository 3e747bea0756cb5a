package io.perpixel.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.perpixel.nn.model.ColourNet;
import java.io.IOException;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class LearningRatesTest {
  private static LearningRates rates(String name) {
    return switch (name) {
      case "step" -> LearningRates.step(0.4, 3, 0.5);
      case "exponential" -> LearningRates.exponential(0.4, 0.8);
      case "cosine" -> LearningRates.cosine(0.4, 10, 0.01);
      case "plateau" -> LearningRates.plateau(0.4, new Monitor("validation_loss"), 2, 0.25, 0.01);
      case "plateau of scores" -> LearningRates.plateau(0.4, new Monitor("cc"), 2, 0.25, 0.01);
      default -> throw new AssertionError(name);
    };
  }

  private static EpochRecord record(int epoch, double loss) {
    return new EpochRecord(epoch, loss, loss, Map.of("cc", 10 - loss), 1, 1, 1);
  }

  /** Each rate from the history alone, as a run has it that resumes there. */
  @ParameterizedTest
  @ValueSource(strings = {"step", "exponential", "cosine", "plateau", "plateau of scores"})
  void isPyTorchsEpochByEpoch(String name) throws IOException {
    JsonNode expected = TorchFixtures.read("schedules.json");
    History history = History.empty();
    for (int epoch = 1; epoch <= expected.path(name).size(); epoch++) {
      assertThat(rates(name).rate(epoch, history))
          .as("epoch %d", epoch)
          .isCloseTo(expected.path(name).path(epoch - 1).asDouble(), within(1e-12));
      history = history.with(record(epoch, expected.path("losses").path(epoch - 1).asDouble()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sgd", "adam"})
  void aRateThatIsSetIsUsedAndKeepsTheState(String optimiser) {
    ColourNet spec = new ColourNet(false, 3, 2, 3, 1);
    ComputationGraph graph =
        new ComputationGraph(
            spec.configuration(
                optimiser.equals("sgd") ? new TorchSgd(0.5, 0.9, false) : new TorchAdam(0.5), 1));
    graph.init();
    INDArray x = Nd4j.createFromArray(TorchFixtures.ramp(64)).reshape('c', 1, 8, 8, 1);
    INDArray y = Nd4j.zeros(DataType.INT32, 1, 8, 8);
    graph.fit(new INDArray[] {x}, new INDArray[] {y});
    INDArray state = graph.getUpdater().getStateViewArray().dup();
    assertThat(LearningRate.of(graph)).isEqualTo(0.5);
    LearningRate.set(graph, 0);
    assertThat(LearningRate.of(graph)).isZero();
    assertThat(graph.getUpdater().getStateViewArray()).isEqualTo(state);
    INDArray weights = graph.getLayer("final").getParam("W").dup();
    graph.fit(new INDArray[] {x}, new INDArray[] {y});
    assertThat(graph.getLayer("final").getParam("W")).isEqualTo(weights);
    assertThat(graph.getUpdater().getStateViewArray()).isNotEqualTo(state);
  }

  @Test
  void monitorsKnowWhichWayIsBetter() {
    History history =
        History.of(
            java.util.List.of(record(1, 3), record(2, Double.NaN), record(3, 1), record(4, 1)));
    assertThat(new Monitor("validation_loss").best(history)).contains(history.at(3));
    assertThat(new Monitor("cc").best(history)).contains(history.at(3));
    assertThat(new Monitor("cc").epochsSinceBest(history)).isEqualTo(1);
    assertThat(new Monitor("unknown").best(history)).isEmpty();
    assertThat(new Monitor("kl").improves(1, 2, 0)).isTrue();
    assertThat(new Monitor("accuracy").improves(1, 2, 0)).isFalse();
  }
}
