package io.perpixel.nn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.offset;

import io.perpixel.nn.model.ModelSpec;
import io.perpixel.nn.model.ModelSpecs;
import io.perpixel.nn.model.NamedParameters;
import io.perpixel.testing.Graphs;
import io.perpixel.testing.RandomModel;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

class TailCutTest {
  private static final Map<String, Map<String, String>> SMALL =
      Map.of(
          "saliency", Map.of("widths", "5,6,7,8,9", "head", "4"),
          "colour-unet", Map.of("filters", "4", "colours", "6"),
          "colour-cnn", Map.of("filters", "4", "colours", "6"),
          "deeplabv3", Map.of("blocks", "1,2,1,1", "base", "3", "aspp", "4", "rates", "1,2"));

  private static ComputationGraphConfiguration frozen(String model, String trained) {
    ComputationGraphConfiguration graph =
        ModelSpecs.of(model, SMALL.get(model)).configuration(new Sgd(0.1), 1);
    PixelLayerConf.of(graph).forEach(l -> l.setFrozen(!l.getLayerName().matches(trained)));
    FrozenPrefix.mark(graph);
    return graph;
  }

  @ParameterizedTest
  @CsvSource({
    "saliency, output, conv10_2",
    "saliency, conv6_1|conv8_.*, conv5_3",
    "saliency, conv8_1, up2",
    "colour-cnn, final, up2.2",
    "deeplabv3, classifier\\.4, classifier.2;input",
    "colour-unet, final, skip0",
    "colour-unet, 'up2\\..*|final', skip1;input",
    "colour-unet, up1.2, up1.1;down1.2;input",
    "colour-unet, rf.1, rf.0;down2.2;down1.2;input",
  })
  void theFrontierIsWhatTheTailReadsOfTheHead(String model, String trained, String frontier) {
    assertThat(TailCut.of(frozen(model, trained)).orElseThrow().frontier())
        .containsExactlyInAnyOrder(frontier.split(";"));
  }

  @ParameterizedTest
  @CsvSource({"colour-unet, .*", "saliency, conv1_1|output", "saliency, nothing"})
  void withoutAFrozenHeadOrATailThereIsNoCut(String model, String trained) {
    assertThat(TailCut.of(frozen(model, trained))).isEmpty();
  }

  /** Logits are brought to the size of the image, whose values nobody reads. */
  @Test
  void ofSomeVerticesOnlyTheSizeIsRead() {
    TailCut cut = TailCut.of(frozen("deeplabv3", "classifier\\.4")).orElseThrow();
    assertThat(cut.onlySize("input")).isTrue();
    assertThat(cut.onlySize("classifier.2")).isFalse();
    TailCut skip = TailCut.of(frozen("colour-unet", "up2.2|final")).orElseThrow();
    assertThat(skip.onlySize("input")).isFalse();
  }

  @Test
  void theHeadIsWhatTheFrontierNeeds() {
    TailCut cut = TailCut.of(frozen("colour-unet", "up1\\.0")).orElseThrow();
    assertThat(cut.head())
        .containsExactly(
            "down1.0", "down1.1", "down1.2", "down2.0", "down2.1", "down2.2", "rf.0", "rf.1",
            "skip2");
    assertThat(cut.inTail("final")).isTrue();
    assertThat(cut.inTail("rf.0")).isFalse();
  }

  /**
   * Trained on what the frozen part gives, the tail moves as it does in the whole graph, up to
   * rounding: where arrays begin in memory may change the order of a kernel's sums.
   */
  @ParameterizedTest
  @CsvSource({
    "saliency, output",
    "saliency, conv6_1|conv8_.*",
    "deeplabv3, classifier\\.4",
    "deeplabv3, classifier\\.[124]",
    "colour-unet, final",
    "colour-unet, up2\\..*|final",
    "colour-unet, up1\\..*",
    "colour-unet, rf.1",
  })
  void theTailTrainsAsInTheWholeGraph(String model, String trained) {
    ModelSpec spec = ModelSpecs.of(model, SMALL.get(model));
    ComputationGraphConfiguration configuration = frozen(model, trained);
    TailCut cut = TailCut.of(configuration).orElseThrow();
    ComputationGraph whole = Graphs.of(configuration);
    ComputationGraph tail = Graphs.of(cut.tail());
    copy(whole, tail);
    INDArray x = RandomModel.gaussian(3, 2, 32, 32, spec.inputChannels());
    INDArray labels =
        model.equals("saliency")
            ? Nd4j.rand(DataType.FLOAT, 2, 32, 32, 1)
            : Nd4j.createFromArray(new int[2 * 32 * 32]).reshape(2, 32, 32);
    // Of a third graph with the same start: this moves running statistics.
    Map<String, INDArray> activations =
        Graphs.of(configuration).feedForward(new INDArray[] {x}, true, false);
    INDArray[] features =
        cut.frontier().stream().map(n -> activations.get(n).dup('c')).toArray(INDArray[]::new);
    for (int step = 0; step < 2; step++) {
      whole.fit(new INDArray[] {x}, new INDArray[] {labels});
      tail.fit(features, new INDArray[] {labels});
      assertThat(tail.score()).isCloseTo(whole.score(), offset(1e-6));
    }
    Map<String, INDArray> expected = NamedParameters.of(whole);
    assertThat(NamedParameters.of(tail))
        .isNotEmpty()
        .allSatisfy(
            (name, values) ->
                assertThat(values.sub(expected.get(name)).amaxNumber().doubleValue())
                    .as(name)
                    .isLessThan(1e-6));
  }

  /** The plan of the head, then that of the tail. */
  @ParameterizedTest
  @CsvSource({
    "saliency, conv8_1",
    "deeplabv3, classifier\\.4",
    "deeplabv3, classifier\\.0\\.convs\\.3.*",
    "deeplabv3, backbone\\.layer2\\.0\\.conv3",
    "colour-unet, final",
    "colour-unet, up1.2",
    "colour-unet, rf.1",
  })
  void headAndTailGiveTheOutputOfTheWhole(String model, String trained) {
    ModelSpec spec = ModelSpecs.of(model, SMALL.get(model));
    ComputationGraphConfiguration configuration = frozen(model, trained);
    TailCut cut = TailCut.of(configuration).orElseThrow();
    ComputationGraph whole = Graphs.of(configuration);
    ComputationGraph tail = Graphs.of(cut.tail());
    copy(whole, tail);
    InferencePlan head = new InferencePlan(whole, cut.frontier());
    InferencePlan rest = new InferencePlan(tail);
    for (int n = 1; n <= 2; n++) {
      INDArray x = RandomModel.gaussian(3, n, 16, 32, spec.inputChannels());
      INDArray found = rest.run(head.outputs(x));
      INDArray expected = whole.outputSingle(x);
      assertThat(found.shape()).isEqualTo(expected.shape());
      assertThat(found.sub(expected).amaxNumber().doubleValue())
          .isLessThanOrEqualTo(1e-5 * expected.amaxNumber().doubleValue());
    }
  }

  @Test
  void aPlanSaysHowManyInputsItTakes() {
    TailCut cut = TailCut.of(frozen("colour-unet", "up1.2")).orElseThrow();
    InferencePlan plan = new InferencePlan(Graphs.of(cut.tail()));
    INDArray one = RandomModel.gaussian(3, 1, 8, 8, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> plan.run(one))
        .withMessageContaining("expected 3 inputs, found 1");
  }

  private static void copy(ComputationGraph from, ComputationGraph to) {
    Map<String, INDArray> values = NamedParameters.of(from);
    NamedParameters.of(to).forEach((name, view) -> view.assign(values.get(name)));
  }
}
