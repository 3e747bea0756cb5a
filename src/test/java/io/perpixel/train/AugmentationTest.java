package io.perpixel.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.perpixel.image.FixationPoints;
import io.perpixel.image.Layout;
import io.perpixel.image.Raster;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AugmentationTest {
  private static final Augmentation FLIP = Augmentation.of(List.of("flip"), 3);

  private static Example example(String id) {
    return new Example(
        id,
        Raster.uint8(2, 2, 3, Layout.HWC, new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}),
        Raster.float32(2, 2, 1, Layout.HWC, new float[] {0.25f, 0.5f, 0.75f, 1}),
        new FixationPoints(new int[] {0, 0, 1, 1}, 2, 2));
  }

  private static boolean flipped(Example example) {
    return example.image().bytes()[0] != 1;
  }

  @Test
  void imageTargetAndFixationsAreMirroredTogether() {
    String id =
        IntStream.range(0, 20)
            .mapToObj(i -> "e" + i)
            .filter(name -> flipped(FLIP.apply(example(name), 1)))
            .findFirst()
            .orElseThrow();
    Example flipped = FLIP.apply(example(id), 1);
    assertThat(flipped.id()).isEqualTo(id);
    assertThat(flipped.image().bytes()).containsExactly(4, 5, 6, 1, 2, 3, 10, 11, 12, 7, 8, 9);
    assertThat(flipped.target().floats()).containsExactly(0.5f, 0.25f, 1, 0.75f);
    assertThat(flipped.fixations().flat(2)).containsExactly(1, 2);
  }

  @Test
  void planesAndFloatsAreMirroredRowByRow() {
    float[] planes = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    Example planar = new Example("e", Raster.float32(1, 6, 2, Layout.CHW, planes), null);
    Example flipped =
        IntStream.range(1, 20)
            .mapToObj(epoch -> FLIP.apply(planar, epoch))
            .filter(e -> e.image().floats()[0] != 1)
            .findFirst()
            .orElseThrow();
    assertThat(flipped.image().floats()).containsExactly(6, 5, 4, 3, 2, 1, 12, 11, 10, 9, 8, 7);
    assertThat(flipped.hasTarget()).isFalse();
  }

  /** Half of them, another half in each epoch and with another seed. */
  @Test
  void seedEpochAndIdDecide() {
    Augmentation other = Augmentation.of(List.of("flip"), 4);
    int flipped = 0;
    int epochsDiffer = 0;
    int seedsDiffer = 0;
    for (int i = 0; i < 1000; i++) {
      Example example = example("image/%04d".formatted(i));
      boolean first = flipped(FLIP.apply(example, 1));
      assertThat(flipped(FLIP.apply(example, 1))).isEqualTo(first);
      flipped += first ? 1 : 0;
      epochsDiffer += flipped(FLIP.apply(example, 2)) != first ? 1 : 0;
      seedsDiffer += flipped(other.apply(example, 1)) != first ? 1 : 0;
    }
    // Five standard deviations of a fair coin.
    assertThat(flipped).isBetween(420, 580);
    assertThat(epochsDiffer).isBetween(420, 580);
    assertThat(seedsDiffer).isBetween(420, 580);
  }

  @Test
  void noneLeavesExamplesAloneAndUnknownNamesAreRefused() {
    Example example = example("e");
    assertThat(Augmentation.of(List.of(), 3).apply(example, 1)).isSameAs(example);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Augmentation.of(List.of("flop"), 3))
        .withMessageContaining("\"flop\"; expected flip");
  }
}
