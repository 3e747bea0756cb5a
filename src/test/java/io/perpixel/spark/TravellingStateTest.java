package io.perpixel.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perpixel.nn.kernel.HostMemory;
import io.perpixel.nn.layer.PixelLayerConf;
import io.perpixel.nn.model.ColourNet;
import io.perpixel.train.TorchAdam;
import java.util.Arrays;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;

class TravellingStateTest {
  private static final ColourNet SPEC = new ColourNet(true, 3, 4, 5, 1);

  private static ComputationGraph graph(long seed, String... trained) {
    ComputationGraphConfiguration conf = SPEC.configuration(new TorchAdam(0.01), seed);
    for (PixelLayerConf layer : PixelLayerConf.of(conf)) {
      layer.setFrozen(
          trained.length > 0 && Arrays.stream(trained).noneMatch(layer.getLayerName()::equals));
    }
    ComputationGraph graph = new ComputationGraph(conf);
    graph.init();
    return graph;
  }

  private static float[] parameters(ComputationGraph graph) {
    return HostMemory.copyOfFloats(graph.params());
  }

  @Test
  void everythingOfATrainedModelTravels() {
    ComputationGraph from = graph(1);
    ComputationGraph to = graph(2);
    from.getUpdater().getStateViewArray().assign(0.5);
    TravellingState state = new TravellingState(from);
    assertThat(state.size())
        .isEqualTo(4 * (from.numParams() + from.getUpdater().getStateViewArray().length()));
    assertThat(state.copyFrozen()).isEmpty();
    new TravellingState(to).put(state.copy());
    assertThat(parameters(to)).isEqualTo(parameters(from));
    assertThat(HostMemory.copyOfFloats(to.getUpdater().getStateViewArray())).containsOnly(0.5f);
  }

  @Test
  void frozenLayersTravelOnce() {
    ComputationGraph from = graph(1, "final", "up1.0");
    ComputationGraph to = graph(2, "final", "up1.0");
    TravellingState state = new TravellingState(from);
    long trained = from.getLayer("final").numParams() + from.getLayer("up1.0").numParams();
    assertThat(state.size()).as("parameters and two moments").isEqualTo(3 * 4 * trained);
    assertThat(state.copyFrozen()).hasSize((int) (4 * (from.numParams() - trained)));
    float[] before = parameters(to);
    TravellingState target = new TravellingState(to);
    target.put(state.copy());
    assertThat(parameters(to)).isNotEqualTo(before).isNotEqualTo(parameters(from));
    target.putFrozen(state.copyFrozen());
    assertThat(parameters(to)).isEqualTo(parameters(from));
  }

  @Test
  void piecesOfAnySizeAreTheWhole() {
    ComputationGraph from = graph(1, "final", "up1.0");
    TravellingState state = new TravellingState(from);
    byte[] whole = state.copy();
    for (int size : new int[] {4, 36, 1000, whole.length - 4}) {
      TravellingState target = new TravellingState(graph(2, "final", "up1.0"));
      for (int at = 0; at < whole.length; at += size) {
        int until = Math.min(at + size, whole.length);
        byte[] piece = state.copy(at, until);
        assertThat(piece).isEqualTo(Arrays.copyOfRange(whole, at, until));
        target.put(at, piece);
      }
      assertThat(target.copy()).as("pieces of %d bytes", size).isEqualTo(whole);
    }
    assertThatThrownBy(() -> state.put(whole.length - 4, new byte[8]))
        .hasMessageContaining("of a state of %d".formatted(whole.length));
    assertThatThrownBy(() -> state.copy(2, 6)).hasMessageContaining("no whole float32 values");
  }

  @Test
  void theStateOfAnotherModelIsRefused() {
    byte[] other = new TravellingState(graph(1, "final")).copy();
    TravellingState state = new TravellingState(graph(1));
    assertThatThrownBy(() -> state.put(other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("bytes came for a model of");
  }
}
