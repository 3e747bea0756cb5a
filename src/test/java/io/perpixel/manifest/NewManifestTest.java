package io.perpixel.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewManifestTest {
  /** The same letters to people, other bytes to most file systems. */
  private static final String COMPOSED = "\u00e9t\u00e9.bin";

  private static final String APART = "e\u0301te\u0301.bin";

  @TempDir private Path directory;

  private Path data(String... names) throws Exception {
    Path data = directory.resolve("data");
    for (String name : names) {
      Files.createDirectories(data.resolve(name).getParent());
      Files.write(data.resolve(name), Fixtures.noise(100, name.hashCode()));
    }
    return data;
  }

  private Manifest written(String... rules) throws Exception {
    NewManifest.Description description =
        new NewManifest.Description(
            "set",
            "some files",
            "CC0-1.0",
            Optional.empty(),
            "https://example.org/",
            "somebody",
            LocalDate.of(2026, 1, 31),
            "data/");
    new NewManifest(
            description,
            new LocalDestination(directory.resolve("data")),
            List.of(rules),
            Progress.SILENT)
        .write(new LocalDestination(directory), "set.json");
    return ManifestReader.read(directory.resolve("set.json"));
  }

  @Test
  void accentsStayAsTheFileSystemHasThem() throws Exception {
    Path data = data(COMPOSED, APART);
    Path copy = directory.resolve("copy");
    Fixtures.fetcher(written(), copy).fetch();
    for (String name : List.of(COMPOSED, APART)) {
      assertThat(copy.resolve(name)).hasSameBinaryContentAs(data.resolve(name));
    }
  }

  @Test
  void aDotIsTheWholeDirectoryAndInnerOnesCount() throws Exception {
    data("a.bin", "x/b.bin", "x/y/c.bin");
    assertThat(
            written("train=.", "test=./x/y/").files().stream()
                .collect(Collectors.toMap(DataFile::name, file -> file.split().orElseThrow())))
        .containsOnly(
            Map.entry("a.bin", "train"),
            Map.entry("x/b.bin", "train"),
            Map.entry("x/y/c.bin", "test"));
  }

  @Test
  void aDirectoryHasOneSplit() throws Exception {
    data("x/b.bin");
    assertThat(written("val=x", "validation=x/").files().get(0).split()).contains("validation");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> written("train=x", "test=./x"))
        .withMessageContaining("x/ is to be train, and test");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> written("train=.", "validation=x"))
        .withMessage("no data file is in the directory itself");
  }
}
