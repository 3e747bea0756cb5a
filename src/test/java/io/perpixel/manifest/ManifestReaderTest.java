package io.perpixel.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.perpixel.manifest.Fixtures.ManifestJson;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestReaderTest {
  @Test
  void cifar10HasTwoSourcesForTheSameSixFiles() throws IOException {
    Manifest manifest = ManifestReader.read(Path.of("data-manifests/cifar10.json"));

    assertThat(manifest.sources())
        .extracting(source -> source.uri().getScheme(), Source::unpack)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("https", Unpack.TAR_GZ),
            org.assertj.core.groups.Tuple.tuple("npm", Unpack.CIFAR10_PNG));
    assertThat(manifest.files())
        .hasSize(6)
        .allSatisfy(
            file -> {
              assertThat(file.sources()).containsExactly("university-archive", "npm-package");
              assertThat(file.size()).isEqualTo(3073 * file.records());
            });
    assertThat(manifest.license()).isEqualTo("unknown");
    assertThat(manifest.terms()).startsWith("https://");
  }

  @Test
  void relativeAddressesStartFromTheManifest() throws IOException {
    ManifestJson json = new ManifestJson().plain("a.bin", "sub/a.bin", new byte[3]);
    Manifest manifest =
        ManifestReader.parse(
            json.root.toString(), "x", URI.create("file:///data/manifests/x.json"));
    assertThat(manifest.sources().get(0).uri()).hasToString("file:/data/manifests/sub/a.bin");
  }

  /** What no schema can say: which file objects refer to each other. */
  private static final Set<String> BEYOND_SCHEMA = Set.of("container", "unused");

  /** What is changed in a valid manifest, and what the error must say. */
  static Stream<Arguments> invalid() {
    return Stream.of(
        file("missing", o -> o.remove("sha256"), "distribution[0].sha256", "missing"),
        file(
            "misspelt",
            o -> o.put("contentSiz", "1 B"),
            "distribution[0].contentSiz",
            "contentSize"),
        file("size", o -> o.put("contentSize", "12"), "contentSize", "'12'", "170052171 B"),
        file("size type", o -> o.put("contentSize", 12), "contentSize", "number 12"),
        file("huge size", o -> o.put("contentSize", "9".repeat(30) + " B"), "contentSize"),
        file("digest", o -> o.put("sha256", "abc"), "sha256", "64 hexadecimal"),
        file("integrity", o -> o.put("perpixel:integrity", "sha1-xyz"), "sha512-"),
        file("base64", o -> o.put("perpixel:integrity", "sha512-%%%"), "distribution[0]"),
        file("type", o -> o.put("@type", "cr:FileSet"), "cr:FileSet", "cr:FileObject"),
        file("rule", o -> o.put("perpixel:unpack", "rar"), "rar", "tar-gz"),
        file("scheme", o -> o.put("contentUrl", "gopher://x/a"), "gopher", "https"),
        file("address", o -> o.put("contentUrl", "http://a b/"), "contentUrl"),
        file("npm", o -> o.put("contentUrl", "npm:--flag"), "npm:NAME@VERSION"),
        file("npm latest", o -> o.put("contentUrl", "npm:thing"), "npm:NAME@VERSION"),
        file("name", o -> o.put("name", "../a"), "'../a'"),
        file("absolute", o -> o.put("name", "/etc/a"), "'/etc/a'"),
        file("hidden", o -> o.put("name", "_fetched.json"), "'_fetched.json'"),
        file("blank", o -> o.put("name", " "), "name", "not blank"),
        file("records", o -> o.put("perpixel:records", -1), "perpixel:records", "at least 1"),
        file("container", o -> o.putObject("containedIn").put("@id", "zip"), "'zip'"),
        file("unused", o -> o.put("perpixel:unpack", "tar-gz"), "no file is containedIn"),
        root("version", r -> r.put("conformsTo", "croissant/2"), "conformsTo", "croissant/1.0"),
        root("terms", r -> r.put("license", "unknown"), "perpixel:terms"),
        root("context", r -> r.remove("@context"), "@context", "missing"),
        root("prefix", r -> context(r).put("perpixel", "urn:x:"), "@context.perpixel", "urn:x:"),
        root("vocabulary", r -> context(r).remove("@vocab"), "@context.@vocab", "missing"),
        root("type", r -> r.put("@type", "Dataset"), "@type", "sc:Dataset"),
        root("creator", r -> r.remove("creator"), "creator", "not empty"),
        root("creators", r -> r.put("creator", "me"), "creator", "expected a list"),
        root("date", r -> r.put("datePublished", "31.1.2026"), "datePublished", "2009-04-08"),
        root("page", r -> r.put("url", "example.org"), "url", "https://"),
        root("description", r -> r.remove("description"), "description", "missing"),
        root("keywords", r -> r.putArray("keywords").add(1), "keywords[0]", "expected a text"),
        file("format", o -> o.remove("encodingFormat"), "[0].encodingFormat", "missing"),
        file("control", o -> o.put("name", "a\nb"), "[0].name", "control character"),
        root("license", r -> r.remove("license"), "license", "missing"),
        root("field", r -> r.put("licence", "x"), "licence", "unknown field"),
        root("empty", r -> r.putArray("distribution"), "distribution", "not empty"),
        root("list", r -> r.put("distribution", "x"), "distribution", "string"),
        root("object", r -> r.putArray("distribution").add(7), "distribution[0]", "number 7"));
  }

  private static ObjectNode context(ObjectNode root) {
    return (ObjectNode) root.get("@context");
  }

  private static Arguments file(String name, Consumer<ObjectNode> change, String... said) {
    return root(name, root -> change.accept((ObjectNode) root.get("distribution").get(0)), said);
  }

  private static Arguments root(String name, Consumer<ObjectNode> change, String... said) {
    return Arguments.of(name, change, List.of(said));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("invalid")
  void wrongFieldsAreNamed(String name, Consumer<ObjectNode> change, List<String> said) {
    ManifestJson json = new ManifestJson().plain("a.bin", "https://host/a.bin", new byte[3]);
    change.accept(json.root);
    assertThat(ManifestSchema.refuses(json.root)).isEqualTo(!BEYOND_SCHEMA.contains(name));
    assertThatThrownBy(json::parse)
        .isInstanceOf(ManifestException.class)
        .hasMessageStartingWith("tiny.json")
        .hasMessageContainingAll(said.toArray(String[]::new));
  }

  @Test
  void everythingThatIsWrongIsToldAtOnce() {
    ManifestJson json = new ManifestJson().plain("a.bin", "https://host/a.bin", new byte[3]);
    json.plain("b.bin", "https://host/b.bin", new byte[3]);
    json.root.remove("url");
    json.objects.get(0).put("sha256", "abc").put("contentSize", 3);
    json.objects.get(1).put("shasum", "x").put("name", "../b");
    ManifestException thrown = catchThrowableOfType(ManifestException.class, json::parse);
    assertThat(thrown)
        .hasMessage(
            "tiny.json: url: this field is missing (and 4 more; perpixel manifest verify lists them)");
    assertThat(thrown.problems())
        .extracting(problem -> problem.substring(0, problem.indexOf(": ")))
        .containsExactlyInAnyOrder(
            "url",
            "distribution[0].sha256",
            "distribution[0].contentSize",
            "distribution[1].shasum",
            "distribution[1].name");
  }

  @ParameterizedTest
  @ValueSource(strings = {"IMG 1 (copy).jpg", "Äpfel/é+1.png", "a%20b", "x~1", "日本/写真.jpg"})
  void namesOfAllLanguagesAreTaken(String name) throws IOException {
    ManifestJson json = new ManifestJson().plain(name, "https://host/a", new byte[3]);
    assertThat(json.parse().files()).singleElement().extracting(DataFile::name).isEqualTo(name);
    assertThat(ManifestSchema.refuses(json.root)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "..",
        "a/../b",
        "a//b",
        "/a",
        "a/",
        ".a",
        "a/_b",
        "a\\b",
        "c:d",
        "a\u0000",
        "a\rb",
        "a\u2028b",
        "a\u202eb",
        "a ",
        " a",
        "a/b /c",
        "\ud800"
      })
  void hostileNamesAreNot(String name) {
    ManifestJson json = new ManifestJson().plain(name, "https://host/a", new byte[3]);
    assertThatThrownBy(json::parse).hasMessageContaining("distribution[0].name: found");
    assertThat(ManifestSchema.refuses(json.root)).isTrue();
  }

  @Test
  void namesAndIdsAreUnique() {
    ManifestJson ids = new ManifestJson().plain("a", "https://h/a", new byte[1]);
    ids.plain("a", "https://h/b", new byte[1]);
    assertThatThrownBy(ids::parse).hasMessageContaining("distribution[1].@id: 'a' is used twice");

    ManifestJson names = new ManifestJson().plain("a", "https://h/a", new byte[1]);
    names.plain("b", "https://h/b", new byte[1]);
    names.objects.get(1).put("name", "a");
    assertThatThrownBy(names::parse).hasMessageContaining("two files are called 'a'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{", "[]", "null", "{} {}", "{\"name\": 1, \"name\": 2}", "\u0000", "<html>"})
  void whatIsNoJsonObjectIsNamed(String text) {
    assertThatThrownBy(() -> ManifestReader.parse(text, "broken.json", URI.create("file:///")))
        .isInstanceOf(ManifestException.class)
        .hasMessageStartingWith("broken.json");
  }

  @Test
  void syntaxErrorsHaveLineAndColumn() {
    assertThatThrownBy(
            () -> ManifestReader.parse("{\n \"name\": x }", "b.json", URI.create("file:///")))
        .hasMessageContaining("b.json, line 2, column");
  }
}
