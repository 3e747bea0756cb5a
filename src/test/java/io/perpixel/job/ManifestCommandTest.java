package io.perpixel.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestCommandTest {
  private static final Path SAMPLE = Path.of("data-manifests/sample-horses");

  @TempDir private Path dir;
  private Path data;
  private Path manifest;
  private String out;
  private String err;

  @BeforeEach
  void data() throws IOException {
    data = Files.createDirectories(dir.resolve("set of data"));
    manifest = dir.resolve("set.json");
    write("images/train/IMG 1 (ä).jpg", 10);
    write("images/train/2.png", 70_000);
    write("images/val/3.png", 1);
    write("empty.bin", 0);
    write("_SUCCESS", 3);
    write(".hidden/x", 3);
    for (String batch : List.of("data_batch_1.bin", "test_batch.bin")) {
      Files.copy(SAMPLE.resolve(batch), data.resolve(batch));
    }
    Files.writeString(data.resolve("list.txt"), "./data_batch_1.bin\r\n\nempty.bin\n");
  }

  private void write(String name, int size) throws IOException {
    byte[] bytes = new byte[size];
    Arrays.fill(bytes, (byte) name.length());
    Files.createDirectories(data.resolve(name).getParent());
    Files.write(data.resolve(name), bytes);
  }

  private int run(String... args) {
    CommandRun run = CommandRun.of(List.of(args));
    out = run.out();
    err = run.err();
    return run.code();
  }

  private int make(String... more) {
    List<String> args = new ArrayList<>(List.of("manifest", "new", "--name=set"));
    args.addAll(List.of("--input=" + data, "--output=" + manifest));
    args.addAll(List.of(more));
    return run(args.toArray(String[]::new));
  }

  private int verify() {
    return run("manifest", "verify", "--manifest=" + manifest, "--data=" + data);
  }

  @Test
  void whatIsWrittenVerifiesAndIsFetched() throws IOException {
    assertThat(
            make(
                "--license=CC0-1.0",
                "--split-of=train=images/train/",
                "--split-of=val=images/val",
                "--split-of=train=list.txt"))
        .as(() -> err)
        .isZero();
    assertThat(out).contains("set.json: 7 files, ");
    JsonNode json = new ObjectMapper().readTree(manifest.toFile());
    JsonNode photo = file(json, "images/train/IMG 1 (ä).jpg");
    assertThat(photo.path("contentUrl").asText())
        .isEqualTo("set%20of%20data/images/train/IMG%201%20(%C3%A4).jpg");
    assertThat(photo.path("contentSize").asText()).isEqualTo("10 B");
    assertThat(photo.path("encodingFormat").asText()).isEqualTo("image/jpeg");
    assertThat(photo.path("perpixel:split").asText()).isEqualTo("train");
    assertThat(photo.path("perpixel:records").asInt()).isEqualTo(1);
    assertThat(file(json, "images/val/3.png").path("perpixel:split").asText())
        .isEqualTo("validation");
    JsonNode batch = file(json, "data_batch_1.bin");
    JsonNode known =
        new ObjectMapper()
            .readTree(Path.of("data-manifests/cifar10-sample.json").toFile())
            .path("distribution")
            .get(0);
    assertThat(batch.path("sha256")).isEqualTo(known.path("sha256"));
    assertThat(batch.path("perpixel:records")).isEqualTo(known.path("perpixel:records"));
    assertThat(batch.path("perpixel:split").asText()).isEqualTo("train");
    assertThat(file(json, "test_batch.bin").has("perpixel:split")).isFalse();
    assertThat(file(json, "list.txt").path("perpixel:records").asInt()).isEqualTo(2);

    assertThat(verify()).as(() -> out + err).isZero();
    assertThat(out).contains("valid; set, 7 files", "set: 7 of 7 files in " + data + " are right");

    Path copy = dir.resolve("copy");
    assertThat(run("fetch", "--manifest=" + manifest, "--to=" + copy)).as(() -> err).isZero();
    assertThat(copy.resolve("images/train/IMG 1 (ä).jpg"))
        .hasSameBinaryContentAs(data.resolve("images/train/IMG 1 (ä).jpg"));
    assertThat(make("--license=CC0-1.0")).isEqualTo(2);
    assertThat(err).contains("--overwrite");
  }

  private static JsonNode file(JsonNode manifest, String name) {
    for (JsonNode file : manifest.path("distribution")) {
      if (file.path("name").asText().equals(name)) {
        return file;
      }
    }
    throw new AssertionError("no " + name + " in " + manifest);
  }

  @Test
  void whatHasChangedIsTold() throws IOException {
    make("--license=CC0-1.0");
    byte[] image = Files.readAllBytes(data.resolve("images/train/2.png"));
    image[69_999] ^= 1;
    Files.write(data.resolve("images/train/2.png"), image);
    Files.delete(data.resolve("images/val/3.png"));
    write("test_batch.bin", 7);
    Files.writeString(data.resolve("images/new\n[31m"), "x");
    assertThat(verify()).isEqualTo(3);
    assertThat(out)
        .contains(
            data + "/images/train/2.png is not the expected file: wrong digest: SHA-256 is ",
            data + "/images/val/3.png is not there",
            data + "/test_batch.bin is not the expected file: 7 bytes, expected 261,205",
            "warning: " + data + "/images/new\\u000a[31m is not in the manifest",
            "set: 4 of 7 files");
    assertThat(run("fetch", "--manifest=" + manifest, "--to=" + data, "--verify")).isEqualTo(3);
    assertThat(out).contains("3.png is not there", "is not in the manifest");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\nb", "a\u0007", " a", "a:b", "back\\slash"})
  void hostileNamesAreRefusedAndNothingIsWritten(String name) throws IOException {
    Files.writeString(data.resolve(name), "x");
    assertThat(make("--license=CC0-1.0")).isEqualTo(2);
    assertThat(err).contains("has a name that no manifest can hold: expected names with");
    assertThat(err.lines()).hasSizeLessThan(4);
    assertThat(manifest).doesNotExist();
    assertThat(dir.resolve("_staging")).doesNotExist();
  }

  @Test
  void wrongRulesAreNamed() throws IOException {
    String license = "--license=CC0-1.0";
    Files.writeString(data.resolve("test.txt"), "data_batch_1.bin\n");
    Files.writeString(data.resolve("wrong.txt"), "\n../x\n");
    assertThat(make(license, "--split-of=train=list.txt", "--split-of=test=test.txt")).isEqualTo(2);
    assertThat(err)
        .contains(
            "test.txt, line 1: 'data_batch_1.bin' is to be test, and train in list.txt, line 1");
    assertThat(make(license, "--split-of=test=wrong.txt")).isEqualTo(2);
    assertThat(err).contains("wrong.txt, line 2: '../x' names no data file");
    assertThat(make(license, "--split-of=test=nothing")).isEqualTo(2);
    assertThat(err).contains("'nothing' is no directory with files and no list");
    assertThat(make(license, "--split-of=test")).isEqualTo(2);
    assertThat(err).contains("expected SPLIT=DIRECTORY or SPLIT=LIST.txt");
    assertThat(make(license, "--url=page")).isEqualTo(2);
    assertThat(err).contains("url: found 'page', expected an address");
    assertThat(make()).isEqualTo(2);
    assertThat(err).contains("expected --license, or --terms");
    data = dir.resolve("nowhere");
    assertThat(make(license)).isEqualTo(2);
    assertThat(err).contains("there are no files in");
    assertThat(manifest).doesNotExist();
  }

  @Test
  void aManifestAmongItsDataIsNoData() throws IOException {
    manifest = data.resolve("manifest.json");
    assertThat(make("--terms=https://example.org/terms")).isZero();
    assertThat(make("--terms=https://example.org/terms", "--overwrite")).isZero();
    assertThat(verify()).isZero();
    assertThat(out).contains("7 of 7", "license: unknown, terms: https://example.org/terms");
  }

  @Test
  void aLinkThatLeadsBackIsAnError() throws IOException {
    Files.createSymbolicLink(data.resolve("images/loop"), data.resolve("images"));
    assertThat(make("--license=CC0-1.0")).isEqualTo(1);
    assertThat(manifest).doesNotExist();
  }

  @Test
  void allThatIsWrongWithAManifestIsListed() throws IOException {
    assertThat(run("manifest", "verify", "--manifest=data-manifests/salicon.json")).isZero();
    assertThat(out).contains("valid; salicon, to be obtained by hand");
    assertThat(run("manifest", "verify", "--manifest=data-manifests/salicon.json", "--data=x"))
        .isEqualTo(2);
    assertThat(err).contains("salicon names no files");

    make("--license=CC0-1.0");
    String text = Files.readString(manifest);
    Files.writeString(
        manifest, text.replace("\"license\"", "\"licence\"").replaceFirst("\"sha256\"", "\"sha\""));
    assertThat(run("manifest", "verify", "--manifest=" + manifest)).isEqualTo(2);
    assertThat(err)
        .contains(
            "set.json: 4 errors",
            "  licence: unknown field",
            "  license: this field is missing",
            "  distribution[0].sha: unknown field",
            "  distribution[0].sha256: ");
    assertThat(run("manifest", "verify", "--manifest=" + dir.resolve("no.json"))).isEqualTo(2);
    assertThat(err).contains("there is no such file");
  }
}
