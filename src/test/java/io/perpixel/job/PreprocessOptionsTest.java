package io.perpixel.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What would be passed over is refused, before Spark starts. */
class PreprocessOptionsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          cifar10 | --scaled-jpeg      | found --scaled-jpeg: for --format images, pairs or webdataset
          parquet | --max-pixels=9     | found --max-pixels: for --format images, pairs or webdataset
          images  | --target-kind=map  | found --target-kind: for --format pairs, webdataset or parquet
          images  | --ignore=0         | found --ignore: for --format pairs or webdataset
          images  | --classes=2        | --classes and --mask-colours are for
          images  | --split=2          | --split is for --format pairs
          cifar10 | --targets=x        | --targets and --points are for --format pairs
          images  | --category=7       | --category needs labelled input
          """)
  void optionsOfOtherFormatsAreRefused(String format, String option, String message) {
    List<String> words = new ArrayList<>(List.of("preprocess", "--format", format, option));
    words.addAll(List.of("--input", "no/such", "--output", "no/where"));
    CommandRun run = CommandRun.of(words);
    assertThat(run.code()).as(run.printed()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains(message);
  }
}
