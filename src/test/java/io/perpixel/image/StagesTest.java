package io.perpixel.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StagesTest {
  private static final Raster PIXEL =
      Raster.uint8(1, 1, 3, Layout.HWC, new byte[] {0, 51, (byte) 255});

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "rescale=224x224,to-tensor,normalize",
        "rescale=256:nearest",
        "rescale=32x48:plain,to-tensor=256,grey",
        "to-tensor=1,normalize=0.5:0.25:0.125/1.0:2.0:3.0,affine=1.7:-0.3"
      })
  void writesWhatItReads(String text) {
    assertThat(Stages.parse(text)).hasToString(text);
  }

  @Test
  void defaultsHaveOneSpelling() {
    assertThat(
            Stages.parse(
                " rescale=08x9:antialias , to-tensor=255,normalize=0.485:0.456:0.406/0.229:0.224:0.225"))
        .hasToString("rescale=8x9,to-tensor,normalize");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rotate=5|unknown stage 'rotate' in 'rotate=5'|known are rescale, to-tensor, normalize, affine, grey",
        "to-tensor,,grey|unknown stage ''|known are",
        "rescale|lacks its argument|rescale=HxW",
        "rescale=|lacks its argument|rescale=N",
        "rescale=0x5|a side of 0 pixels|rescale=HxW",
        "rescale=5x|'5x' is not a size|rescale=HxW",
        "rescale=-5|'-5' is not a size|rescale=HxW",
        "rescale=5:cubic|'5:cubic' is not a size|:nearest or :plain",
        "rescale=99999999999|'99999999999' is not a size|rescale=HxW",
        "to-tensor=254|cannot divide by 254|to-tensor=256",
        "to-tensor=x|'x' is not a whole number|to-tensor=256",
        "normalize=1:2:3|not two values around '/'|normalize=m1:m2:m3/s1:s2:s3",
        "normalize=1:2/3|2 means but 1 deviations|one mean and one deviation per channel",
        "normalize=1/0|must be above zero, not 0.0|normalize=m1",
        "normalize=a/1|'a' is not a number|normalize=m1",
        "affine=1|not two values around ':'|affine=A:B",
        "affine=NaN:0|'NaN' is not a finite|affine=A:B",
        "affine=1e99:0|'1e99' is not a finite|affine=A:B",
        "grey=3|'3' is not expected|grey"
      })
  void wrongStagesAreNamedWithWhatIsAllowed(String text, String found, String allowed) {
    assertThatThrownBy(() -> Stages.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(found)
        .hasMessageContaining(allowed);
  }

  @Test
  void handComputedChain() throws StageException {
    Raster out = Stages.parse("to-tensor,normalize=0.5:0.1:0/0.5:0.1:2,affine=2:1").apply(PIXEL);
    assertThat(out.layout()).isEqualTo(Layout.CHW);
    assertThat(out.floats()).containsExactly(-1f, 3f, 2f);
  }

  @Test
  void greyIsTheSameBeforeAndAfterToTensor() throws StageException {
    assertThat(Stages.parse("grey,to-tensor=1").apply(PIXEL).floats()).containsExactly(102f);
    assertThat(Stages.parse("to-tensor=1,grey").apply(PIXEL).floats()).containsExactly(102f);
    assertThat(Stages.parse("grey,grey").apply(PIXEL).channels()).isEqualTo(1);
  }

  @Test
  void noPixelsPassThroughWhatNeedsNone() throws StageException {
    Raster none = Raster.uint8(0, 7, 3, Layout.HWC, new byte[0]);
    Raster out = Stages.parse("to-tensor,normalize,affine=1:1,grey").apply(none);
    assertThat(out).hasToString("0x7x1 float32 CHW");
  }

  @ParameterizedTest
  @CsvSource({
    "normalize, normalize, put to-tensor before it",
    "'to-tensor,to-tensor=256', to-tensor=256, it is a tensor already",
    "'grey,to-tensor,normalize', normalize, one mean and one deviation per channel"
  })
  void aStageThatDoesNotFitIsNamed(String text, String stage, String reason) {
    StageException e =
        catchThrowableOfType(StageException.class, () -> Stages.parse(text).apply(PIXEL));
    assertThat(e.stage()).isEqualTo(stage);
    assertThat(e).hasMessageContaining(reason);
  }

  @Test
  void targetsKeepTheirMeaning() throws StageException {
    Stages stages = Stages.parse("rescale=1x2,to-tensor,normalize,affine=2:1,grey");
    Raster target = Raster.uint8(1, 1, 1, Layout.HWC, new byte[] {51});
    Raster labels = stages.applyToTarget(target, TargetKind.LABELS);
    assertThat(labels.bytes()).containsExactly(51, 51);
    Raster map = stages.applyToTarget(target, TargetKind.MAP);
    assertThat(map.floats()).containsExactly(0.2f, 0.2f);
  }

  @Test
  void inputsAreNotWrittenTo() throws StageException {
    byte[] before = PIXEL.bytes().clone();
    Stages.parse("rescale=2x2,to-tensor,normalize,grey").apply(PIXEL);
    assertThat(PIXEL.bytes()).isEqualTo(before);
  }
}
