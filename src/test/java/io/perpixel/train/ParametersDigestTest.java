package io.perpixel.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ParametersDigestTest {
  @Test
  void knownAnswers() {
    // printf '' | sha256sum; printf '\0\0\200\077\0\0\0\300' | sha256sum (1.0 and -2.0)
    assertThat(new ParametersDigest().hex())
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assertThat(new ParametersDigest().add(1f, -2f).hex())
        .isEqualTo("ee4ac73c2bd27756ab82780f27c73a7bc4d3f0bb6acb37e008bc27eccd7e588b");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 16_383, 16_384, 16_385, 50_000})
  void howTheArraysAreCutDoesNotMatter(int size) {
    Random random = new Random(size);
    float[] all = new float[size];
    for (int i = 0; i < size; i++) {
      all[i] = random.nextFloat();
    }
    int cut = size / 3;
    String whole = new ParametersDigest().add(all).hex();
    assertThat(
            new ParametersDigest()
                .add(Arrays.copyOf(all, cut))
                .add(Arrays.copyOfRange(all, cut, size))
                .hex())
        .isEqualTo(whole);
    if (size > 0) {
      all[size - 1] = Math.nextUp(all[size - 1]);
      assertThat(new ParametersDigest().add(all).hex()).isNotEqualTo(whole);
    }
  }
}
