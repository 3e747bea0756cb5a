package io.perpixel.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.perpixel.testing.Launched;
import io.perpixel.testing.Launched.Outcome;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a machine whose locale has digits and separators of its own. */
class LocaleTest {
  private static final List<String> EGYPT = List.of("user.language=ar", "user.country=EG");

  @TempDir private Path directory;

  @Test
  void commandsPrintTheSame() throws Exception {
    List<String> words = List.of("describe", "--model=colour-unet", "--input=1x32x32");
    String here = CommandRun.of(words).out();
    assertThat(here).contains("112,344").containsPattern("\\d\\.\\d");
    try (Launched describe = Launched.command(directory, EGYPT, words)) {
      assertThat(describe.await()).isEqualTo(new Outcome(ExitCode.OK, here));
    }
  }

  @Test
  void soDoFailures() throws Exception {
    List<String> words = List.of("describe", "--model=colour-unet", "--input=1x99999x99999");
    CommandRun here = CommandRun.of(words);
    assertThat(here.err()).containsPattern("\\d");
    try (Launched describe = Launched.command(directory, EGYPT, words)) {
      assertThat(describe.await()).isEqualTo(new Outcome(here.code(), here.err()));
    }
  }
}
