package io.perpixel.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SampleHorsesTest {
  @TempDir private Path to;

  @Test
  void bundledSampleIsWhatItsManifestSays() throws Exception {
    Manifest manifest = ManifestReader.read(Path.of("data-manifests/cifar10-sample.json"));
    Fixtures.fetcher(manifest, to).fetch();
    assertThat(Fixtures.problems(manifest, to)).isEmpty();
    assertThat(manifest.size()).isLessThan(900_000);
    for (DataFile file : manifest.files()) {
      assertThat(file.size()).as(file.name()).isEqualTo(file.records() * SampleHorses.RECORD);
    }
  }

  @ParameterizedTest
  @CsvSource({"data_batch_1.bin,200,5", "test_batch.bin,80,5"})
  void bundledSampleHoldsHorsesAndAFewOthers(String name, int horses, int others) throws Exception {
    byte[] batch = Files.readAllBytes(Path.of("data-manifests/sample-horses", name));
    assertThat(batch).hasSize((horses + others) * SampleHorses.RECORD);
    int found = 0;
    for (int at = 0; at < batch.length; at += SampleHorses.RECORD) {
      assertThat(batch[at]).isBetween((byte) 0, (byte) 9);
      found += batch[at] == SampleHorses.HORSE ? 1 : 0;
    }
    assertThat(found).isEqualTo(horses);
    // Choosing from the sample itself changes nothing: it has no more than was asked for.
    assertThat(SampleHorses.choose(batch, horses, Set.of(0, 1, 2, 3, 4, 5, 6, 8, 9)))
        .isEqualTo(batch);
  }

  @Test
  void choosesTheFirstOfEach() {
    byte[] labels = {1, 7, 1, 3, 7, 7, 0};
    byte[] batch = new byte[labels.length * SampleHorses.RECORD];
    for (int i = 0; i < labels.length; i++) {
      batch[i * SampleHorses.RECORD] = labels[i];
      batch[i * SampleHorses.RECORD + 1] = (byte) i;
    }
    byte[] chosen = SampleHorses.choose(batch, 2, Set.of(0, 1));
    assertThat(chosen).hasSize(4 * SampleHorses.RECORD);
    int[] expected = {0, 1, 4, 6};
    for (int i = 0; i < expected.length; i++) {
      assertThat(chosen[i * SampleHorses.RECORD + 1]).isEqualTo((byte) expected[i]);
    }
  }
}
