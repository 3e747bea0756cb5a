package io.perpixel.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The committed reference pages are those that settings and commands give; writes them if asked to.
 */
class ReferencePagesTest {
  static Stream<Arguments> pages() {
    Supplier<String> configuration = ConfigurationPage::text;
    Supplier<String> commands = CommandsPage::text;
    return Stream.of(
        Arguments.of("docs/configuration.md", configuration),
        Arguments.of("docs/commands.md", commands));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pages")
  void isWhatIsCommitted(String page, Supplier<String> text) throws IOException {
    Path file = Path.of(page);
    // What docs/generate sets.
    if (Boolean.getBoolean("perpixel.docs.write")) {
      Files.writeString(file, text.get());
    }
    assertThat(file).as("%s is not up to date: run docs/generate", page).hasContent(text.get());
  }
}
