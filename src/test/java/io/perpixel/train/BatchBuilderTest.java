package io.perpixel.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.perpixel.image.Layout;
import io.perpixel.image.Raster;
import io.perpixel.image.Stages;
import io.perpixel.nn.model.ColourNet;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class BatchBuilderTest {
  private static final ColourNet COLOUR = new ColourNet(true, 3, 4, 5, 3);
  private static final ColourNet GREY = new ColourNet(true, 3, 4, 5, 1);

  private static Raster labels(int height, int width) {
    byte[] labels = new byte[height * width];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (byte) (i % 5);
    }
    return Raster.uint8(height, width, 1, Layout.HWC, labels);
  }

  /** Channel c of pixel p is 3 p + c. */
  private static Raster counting(int height, int width) {
    byte[] rgb = new byte[height * width * 3];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) i;
    }
    return Raster.uint8(height, width, 3, Layout.HWC, rgb);
  }

  private static BatchBuilder builder(ColourNet model, String stages) {
    return new BatchBuilder(model, Stages.parse(stages));
  }

  @Test
  void imagesBecomeNhwcAndLabelsIntegers() {
    BatchBuilder batches = builder(COLOUR, "to-tensor=1");
    batches.fill(
        List.of(
            new Example("a", counting(4, 8), labels(4, 8)),
            new Example("b", counting(4, 8), labels(4, 8))));
    INDArray images = batches.images();
    assertThat(images.shape()).containsExactly(2, 4, 8, 3);
    for (int n = 0; n < 2; n++) {
      assertThat(images.getFloat(n, 0, 0, 2)).isEqualTo(2);
      assertThat(images.getFloat(n, 3, 7, 1)).isEqualTo(94);
    }
    assertThat(batches.labels().dataType()).isEqualTo(DataType.INT32);
    assertThat(batches.labels().shape()).containsExactly(2, 4, 8);
    assertThat(batches.labels().getInt(1, 3, 7)).isEqualTo(31 % 5);
  }

  @Test
  void tablesOfChwFloatsAreReadTheSame() {
    float[] planes = new float[3 * 32];
    for (int c = 0; c < 3; c++) {
      for (int p = 0; p < 32; p++) {
        planes[c * 32 + p] = 3 * p + c;
      }
    }
    BatchBuilder floats = builder(COLOUR, "");
    floats.fill(
        List.of(new Example("a", Raster.float32(4, 8, 3, Layout.CHW, planes), labels(4, 8))));
    BatchBuilder bytes = builder(COLOUR, "to-tensor=1");
    bytes.fill(List.of(new Example("a", counting(4, 8), labels(4, 8))));
    assertThat(floats.images()).isEqualTo(bytes.images());
  }

  @Test
  void greyIsTheMeanOver256() {
    BatchBuilder batches = builder(GREY, GREY.inputStages());
    batches.fill(List.of(new Example("a", counting(4, 8), null)));
    assertThat(batches.images().shape()).containsExactly(1, 4, 8, 1);
    assertThat(batches.images().getFloat(0, 2, 3, 0)).isEqualTo((3 * 19 + 1) / 256f);
    // Without a target, as in prediction, labels are there but mean nothing.
    assertThat(batches.labels().length()).isEqualTo(32);
  }

  @Test
  void arraysAreUsedAgainWhileTheShapeStays() {
    BatchBuilder batches = builder(GREY, GREY.inputStages());
    Example example = new Example("a", counting(4, 8), labels(4, 8));
    batches.fill(List.of(example, example));
    INDArray first = batches.images();
    batches.fill(List.of(example, example));
    assertThat(batches.images()).isSameAs(first);
    batches.fill(List.of(example));
    assertThat(batches.images().size(0)).isEqualTo(1);
  }

  @Test
  void whatDoesNotFitIsNamed() {
    BatchBuilder batches = builder(GREY, GREY.inputStages());
    Example small = new Example("small", counting(4, 8), labels(4, 8));
    refused(batches, "odd: colour-unet takes images", new Example("odd", counting(5, 8), null));
    refused(
        batches,
        "large is 8 x 8, but small of the same minibatch is 4 x 8",
        small,
        new Example("large", counting(8, 8), labels(8, 8)));
    refused(
        builder(GREY, "to-tensor"),
        "small has 3 channels after the input stages; colour-unet takes 1",
        small);
    refused(
        builder(GREY, "grey,to-tensor,rescale=8x8"),
        "small has a target of 32 pixels, its image 64 after the input stages",
        small);
    refused(builder(COLOUR, "grey,normalize"), "small: ", small);
  }

  @Test
  void moreThanAnArrayHoldsIsRefusedBeforeItIsAllocated() {
    Example large = new Example("large", counting(2000, 2000), null);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder(COLOUR, "").fill(Collections.nCopies(180, large)))
        .withMessageContaining("180 images of 2000 x 2000")
        .withMessageContaining("lower train.batch");
  }

  private static void refused(BatchBuilder batches, String message, Example... examples) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> batches.fill(List.of(examples)))
        .withMessageContaining(message);
  }
}
