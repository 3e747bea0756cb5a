package io.perpixel.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perpixel.image.Layout;
import io.perpixel.image.Raster;
import io.perpixel.image.Stages;
import io.perpixel.nn.kernel.HostMemory;
import io.perpixel.nn.layer.BatchNorm;
import io.perpixel.nn.layer.PixelLayerConf;
import io.perpixel.nn.model.ColourNet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.learning.config.IUpdater;

/** On a UNet whose batch norm is in inference mode: then examples do not see one another. */
class AccumulatedStepTest {
  private static final ColourNet SPEC = new ColourNet(true, 3, 4, 5, 1);

  private static ComputationGraph graph(IUpdater updater) {
    ComputationGraphConfiguration conf = SPEC.configuration(updater, 2);
    PixelLayerConf.of(conf).stream()
        .filter(BatchNorm.class::isInstance)
        .forEach(l -> ((BatchNorm) l).inInferenceMode());
    ComputationGraph graph = new ComputationGraph(conf);
    graph.init();
    return graph;
  }

  private static List<Example> examples(int count) {
    Random random = new Random(5);
    return IntStream.range(0, count)
        .mapToObj(
            i -> {
              byte[] rgb = new byte[8 * 8 * 3];
              random.nextBytes(rgb);
              byte[] labels = new byte[8 * 8];
              for (int p = 0; p < labels.length; p++) {
                labels[p] = (byte) random.nextInt(5);
              }
              return new Example(
                  "e" + i,
                  Raster.uint8(8, 8, 3, Layout.HWC, rgb),
                  Raster.uint8(8, 8, 1, Layout.HWC, labels));
            })
        .toList();
  }

  private static float[] train(ComputationGraph graph, int batch, int pieces, double[] losses) {
    Replica replica = new Replica(graph, SPEC, Stages.parse(SPEC.inputStages()), 1, pieces);
    PlainLoop loop = new PlainLoop(replica, examples(27), List.of(), EpochPlan.plain(batch, 1));
    for (int epoch = 1; epoch <= losses.length; epoch++) {
      losses[epoch - 1] = loop.trainEpoch(epoch, StepListener.NONE);
    }
    return HostMemory.copyOfFloats(graph.params());
  }

  /** 27 examples in batches of 8: the last one has three. */
  @ParameterizedTest
  @CsvSource({"8, 8", "8, 3", "8, 100", "27, 2", "8, 2147483647", "2147483647, 2"})
  void isTheJointBatch(int batch, int pieces) {
    double[] jointLoss = new double[3];
    double[] losses = new double[3];
    float[] joint = train(graph(new TorchSgd(0.1, 0.9, false)), batch, 1, jointLoss);
    float[] accumulated = train(graph(new TorchSgd(0.1, 0.9, false)), batch, pieces, losses);
    for (int i = 0; i < joint.length; i++) {
      assertThat(accumulated[i]).as("parameter %d", i).isCloseTo(joint[i], within(1e-5f));
    }
    assertThat(losses).containsExactly(jointLoss, within(1e-5));
  }

  /** What it does besides averaging is what {@code fit} does, Adam's step count included. */
  @Test
  void ofOnePieceIsFitToTheBit() {
    List<Example> data = examples(4);
    ComputationGraph fitted = graph(new TorchAdam(0.01));
    ComputationGraph stepped = graph(new TorchAdam(0.01));
    BatchBuilder batch = new BatchBuilder(SPEC, Stages.parse(SPEC.inputStages()));
    batch.fill(data);
    Replica replica = new Replica(fitted, SPEC, Stages.of(), 1);
    AccumulatedStep step = new AccumulatedStep(stepped);
    for (int i = 0; i < 3; i++) {
      double loss = replica.step(batch.images(), batch.labels());
      step.begin();
      step.add(batch.inputs(), batch.labels(), 1);
      assertThat(step.apply(4)).isEqualTo(loss);
    }
    assertThat(stepped.params()).isEqualTo(fitted.params());
    assertThat(stepped.getUpdater().getStateViewArray())
        .isEqualTo(fitted.getUpdater().getStateViewArray());
    assertThat(stepped.getConfiguration().getIterationCount()).isEqualTo(3);
  }
}
