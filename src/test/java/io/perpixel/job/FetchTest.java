package io.perpixel.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetchTest {
  private static final String SAMPLE = "data-manifests/cifar10-sample.json";

  @TempDir private Path directory;
  private String to;
  private String out;
  private String err;

  @BeforeEach
  void target() {
    to = directory.resolve("with space").toString();
  }

  private int run(String... args) {
    CommandRun run = CommandRun.of(List.of(args));
    out = run.out();
    err = run.err();
    return run.code();
  }

  @Test
  void secondRunPrintsOneLine() {
    assertThat(run("fetch", "--manifest", SAMPLE, "--to", to)).as(() -> err).isZero();
    assertThat(out).contains("cifar10-sample: 2 files, 891,170 bytes in " + to);
    assertThat(Path.of(to, "data_batch_1.bin")).hasSize(205 * 3073);

    assertThat(run("fetch", "--manifest", SAMPLE, "--to", to)).isZero();
    assertThat(out.lines()).singleElement().asString().endsWith("verified; nothing to do");
    assertThat(err).isEmpty();
  }

  @Test
  void verifyTellsWhatIsWrongAndChangesNothing() throws Exception {
    assertThat(run("fetch", "--manifest", SAMPLE, "--to", to, "--verify")).isEqualTo(3);
    assertThat(out).contains("test_batch.bin is not there", "0 of 2 files");
    assertThat(Path.of(to)).doesNotExist();

    run("fetch", "--manifest", SAMPLE, "--to", to);
    Files.write(Path.of(to, "test_batch.bin"), new byte[9]);
    assertThat(run("fetch", "--manifest", SAMPLE, "--to", to, "--verify")).isEqualTo(3);
    assertThat(out).contains("test_batch.bin is not the expected file", "1 of 2 files");
    assertThat(Path.of(to, "test_batch.bin")).hasSize(9);
  }

  @Test
  void wrongManifestIsWrongUsage() throws Exception {
    assertThat(run("fetch", "--manifest", "no/such.json", "--to", to)).isEqualTo(2);
    assertThat(err).contains("no/such.json: there is no such file");

    Path broken = Files.writeString(directory.resolve("b.json"), "{\n \"name\": }");
    assertThat(run("fetch", "--manifest", broken.toString(), "--to", to)).isEqualTo(2);
    assertThat(err).contains("b.json, line 2");

    assertThat(run("fetch", "--manifest", SAMPLE)).isEqualTo(2);
    assertThat(err).contains("--to");
    assertThat(run("fetch", "--manifest", SAMPLE, "--to", "gopher://x/y")).isEqualTo(2);
    assertThat(err).contains("gopher");
    assertThat(run("fetch", "--manifest", SAMPLE, "--to", "")).isEqualTo(2);
    assertThat(run("fetch", "--manifest", directory.toString(), "--to", to)).isEqualTo(2);
    assertThat(err).contains(directory.toString());
  }

  @Test
  void sourceThatDoesNotDeliverIsNamed() throws Exception {
    String json = Files.readString(Path.of(SAMPLE));
    Path moved = Files.writeString(directory.resolve("moved.json"), json);
    assertThat(run("fetch", "--manifest", moved.toString(), "--to", to)).isEqualTo(1);
    assertThat(err)
        .contains("perpixel fetch: cannot fetch cifar10-sample: none of its 1 sources delivers")
        .contains("  - data_batch_1.bin (file:")
        .contains("does not exist");
  }
}
