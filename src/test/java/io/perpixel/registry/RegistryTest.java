package io.perpixel.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perpixel.spark.HadoopStore;
import io.perpixel.train.Content;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-03-01T02:00:00Z"), ZoneOffset.UTC);

  @TempDir private Path dir;
  private Registry registry;

  @BeforeEach
  void open() throws IOException {
    registry = new Registry(new HadoopStore(dir.toString(), new Configuration()), "horses", CLOCK);
  }

  private static Content text(String text) {
    return Content.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private ModelVersion register(String run, OptionalInt parent) throws IOException {
    return registry.register(
        new Registry.Registration(run, parent, Map.of("accuracy", 0.4871, "validation_loss", 1.35)),
        Map.of("model.zip", text("model of " + run), "metrics.json", text("{}")));
  }

  private ModelVersion register(String run) throws IOException {
    return register(run, OptionalInt.empty());
  }

  private List<String> problems() throws IOException {
    return Verification.of(registry).problems();
  }

  @Test
  void aVersionComesBackAsItWasMade() throws IOException {
    ModelVersion first = register("a");
    assertThat(first.number()).isEqualTo(1);
    assertThat(register("b", OptionalInt.of(1)).number()).isEqualTo(2);
    assertThat(registry.version(1)).isEqualTo(first);
    assertThat(registry.version(2).parent()).hasValue(1);
    assertThat(registry.versions()).hasSize(2);
    assertThat(Path.of(registry.shown(1, "model.zip"))).hasContent("model of a");
    assertThat(Registry.models(new HadoopStore(dir.toString(), new Configuration())))
        .containsExactly("horses");
    assertThatThrownBy(() -> registry.version(3))
        .isInstanceOf(NoSuchElementException.class)
        .hasMessage("horses has no version 3; it has [1, 2]");
  }

  @Test
  void aRunMakesOneVersion() throws IOException {
    ModelVersion first = register("a");
    assertThat(register("a")).isEqualTo(first);
    assertThat(registry.versions()).hasSize(1);
  }

  /** The metrics are of the model that comes with them, never of one that was there before. */
  @Test
  void anotherModelOfTheSameRunIsAnotherVersion() throws IOException {
    register("a");

    ModelVersion second =
        registry.register(
            new Registry.Registration("a", OptionalInt.empty(), Map.of("accuracy", 0.9)),
            Map.of("model.zip", text("trained anew"), "metrics.json", text("{}")));

    assertThat(second.number()).isEqualTo(2);
    assertThat(Path.of(registry.shown(2, "model.zip"))).hasContent("trained anew");
    assertThat(Path.of(registry.shown(1, "model.zip"))).hasContent("model of a");
  }

  @Test
  void whatACrashHasLeftIsNoVersion() throws IOException {
    register("a");
    Path left = Files.createDirectories(dir.resolve("horses/versions/000002"));
    Files.writeString(left.resolve("model.zip"), "half");
    assertThat(registry.versions()).hasSize(1);
    assertThat(problems()).singleElement().asString().contains("version 2 was never completed");
    Files.writeString(left.resolve("other"), "of another run");
    ModelVersion second = register("b");
    assertThat(second.number()).as("a number that nobody was given").isEqualTo(2);
    assertThat(left.resolve("other")).doesNotExist();
    assertThat(problems()).isEmpty();
    // What a removal has left goes with the next one.
    Files.delete(dir.resolve("horses/versions/000001/version.json"));
    assertThat(register("c").number()).isEqualTo(3);
    assertThat(Retention.prune(registry, 5)).containsExactly(1);
    assertThat(problems()).isEmpty();
  }

  @Test
  void anAliasIsFlippedAndRolledBack() throws IOException {
    for (String run : List.of("a", "b", "c")) {
      register(run);
    }
    assertThat(registry.alias(Alias.CHAMPION)).isEmpty();
    assertThatThrownBy(() -> registry.rollback(Alias.CHAMPION, "why"))
        .hasMessage("horses has no alias champion");
    registry.point(Alias.CHAMPION, 1, "first");
    assertThatThrownBy(() -> registry.rollback(Alias.CHAMPION, "why"))
        .hasMessageContaining("has named no version but 1");
    registry.point(Alias.CHAMPION, 2, "better");
    registry.point(Alias.CHAMPION, 3, "better still");
    assertThat(registry.point(Alias.CHAMPION, 3, "again").pointings()).hasSize(3);
    assertThat(registry.rollback(Alias.CHAMPION, "3 is wrong").version()).isEqualTo(2);
    assertThat(registry.rollback(Alias.CHAMPION, "2 too").version())
        .as("not back to 3")
        .isEqualTo(1);
    Alias champion = registry.alias(Alias.CHAMPION).orElseThrow();
    assertThat(champion.pointings().get(0))
        .isEqualTo(new Alias.Pointing(1, CLOCK.instant(), "2 too"));
    assertThatThrownBy(() -> registry.point(Alias.CHAMPION, 9, ""))
        .hasMessageContaining("no version 9");
    assertThat(registry.alias(Alias.CHAMPION).orElseThrow().version()).isEqualTo(1);
  }

  @Test
  void whatIsNeededIsNotPruned() throws IOException {
    register("a");
    register("b", OptionalInt.of(1));
    register("c", OptionalInt.of(2));
    for (String run : List.of("d", "e", "f", "g")) {
      register(run);
    }
    registry.point(Alias.CHAMPION, 5, "first");
    registry.point(Alias.CHAMPION, 3, "better");
    // The newest, champion 3 with its parents 2 and 1, and 5, to which a rollback would go.
    assertThat(Retention.prune(registry, 1)).containsExactly(4, 6);
    assertThat(registry.versions().stream().map(ModelVersion::number))
        .containsExactly(1, 2, 3, 5, 7);
    assertThat(problems()).isEmpty();
    assertThat(register("h").number()).isEqualTo(8);
  }

  @Test
  void everyFlippedBitIsFound() throws IOException {
    register("a");
    register("b", OptionalInt.of(1));
    registry.point(Alias.CHAMPION, 1, "first");
    registry.point(Alias.CHAMPION, 2, "better");
    assertThat(problems()).isEmpty();
    List<Path> files;
    try (Stream<Path> all = Files.walk(dir)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    assertThat(files).hasSize(2 * 3 + 1);
    Random random = new Random(3);
    for (Path file : files) {
      byte[] good = Files.readAllBytes(file);
      for (int i = 0; i < 60; i++) {
        byte[] bad = good.clone();
        bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
        Files.write(file, bad);
        assertThat(problems())
            .as("%s: %s", file, new String(bad, StandardCharsets.ISO_8859_1))
            .isNotEmpty();
      }
      Files.write(file, new byte[0]);
      assertThat(problems()).as("%s, empty", file).isNotEmpty();
      Files.delete(file);
      boolean alias = file.toString().contains("aliases");
      assertThat(problems().isEmpty()).as("%s, gone", file).isEqualTo(alias);
      Files.write(file, good);
    }
    assertThat(problems()).isEmpty();
  }

  @Test
  void danglingAliasesAndStrangersAreNamed() throws IOException {
    register("a");
    register("b");
    registry.point(Alias.CHAMPION, 2, "b");
    try (Stream<Path> all = Files.list(dir.resolve("horses/versions/000002"))) {
      for (Path file : all.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(dir.resolve("horses/versions/000002"));
    assertThat(problems()).containsExactly("alias champion names version 2, which is not there");
    // A whole version in the wrong place.
    Path first = dir.resolve("horses/versions/000001");
    Files.move(first, dir.resolve("horses/versions/000002"));
    assertThat(problems())
        .singleElement()
        .asString()
        .endsWith("is the record of version 1 of horses");
  }

  @Test
  void namesAreNamesOfDirectories() throws IOException {
    for (String bad : List.of("", "../x", "a/b", ".hidden", "a b")) {
      assertThatThrownBy(
              () -> new Registry(new HadoopStore(dir.toString(), new Configuration()), bad, CLOCK))
          .hasMessageContaining("registry.model is \"" + bad + "\"");
    }
    register("a");
    assertThatThrownBy(() -> registry.point("../champion", 1, ""))
        .hasMessageContaining("the alias is");
  }

  @Test
  void oneAtATimeChangesWhatIsRegistered() throws IOException {
    register("a");
    Registry other =
        new Registry(new HadoopStore(dir.toString(), new Configuration()), "horses", CLOCK);
    registry.exclusively(
        () -> {
          assertThatThrownBy(() -> other.exclusively(() -> other.point(Alias.CHAMPION, 1, "b")))
              .isInstanceOf(LockedException.class)
              .hasMessageContaining("horses/aliases is being written by process ");
          return registry.point(Alias.CHAMPION, 1, "a");
        });
    Alias champion = other.exclusively(() -> other.alias(Alias.CHAMPION).orElseThrow());
    assertThat(champion.pointings()).extracting(Alias.Pointing::reason).containsExactly("a");
  }
}
