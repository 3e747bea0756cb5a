package io.perpixel.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PairLayoutTest {
  private static Manifest parse(String layout) throws IOException {
    return ManifestReader.parse(json(layout).toString(), "eyes.json", URI.create("file:/"));
  }

  private static ObjectNode json(String layout) throws IOException {
    ObjectNode json = new Fixtures.ManifestJson().root;
    json.remove("distribution");
    json.put("perpixel:obtain", "ask the authors");
    json.set(
        "perpixel:layout",
        new ObjectMapper().readTree(layout.replace('\'', '"').replace("p:", "perpixel:")));
    return json;
  }

  @ParameterizedTest
  @ValueSource(strings = {"salicon", "mit1003", "cat2000", "oxford17"})
  void knownDataSetsSayHowToGetThem(String name) throws IOException {
    Manifest manifest = ManifestReader.read(Path.of("data-manifests", name + ".json"));
    assertThat(manifest.layout()).isPresent();
    assertThat(manifest.files()).isEmpty();
    assertThatThrownBy(manifest::requireFetchable)
        .hasMessageStartingWith(name + " cannot be fetched: download ")
        .hasMessageContaining("--layout " + name);
    assertThat(ManifestReader.bundled(name)).isPresent();
  }

  @Test
  void partsAndSuffixes() throws IOException {
    PairLayout layout =
        parse(
                """
                {'p:parts': [{'p:split': 'train', 'p:images': 'a/b', 'p:maps': 'c'}],
                 'p:mapSuffix': '_m', 'p:skip': ['x']}
                """)
            .layout()
            .orElseThrow();
    assertThat(layout.parts().get(0).images()).isEqualTo("a/b");
    assertThat(layout.parts().get(0).targets()).contains("c");
    assertThat(layout.parts().get(0).points()).isEmpty();
    assertThat(layout.mapSuffix()).isEqualTo("_m");
    assertThat(layout.skip()).containsExactly("x");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{}|p:parts: found nothing",
        "{'p:parts': [{'p:split': 'train'}]}|p:parts[0].perpixel:images: this field is missing",
        "{'p:parts': [{'p:split': 'dev', 'p:images': 'a'}]}|found 'dev', expected one of",
        "{'p:parts': [{'p:split': 'test', 'p:images': '../a'}]}|found '../a', expected a directory below",
        "{'p:parts': [{'p:split': 'test', 'p:images': '/a'}]}|found '/a', expected a directory below",
        "{'p:parts': [{'p:split': 'test', 'p:images': 'a', 'p:map': 'b'}]}|unknown field",
        "{'p:parts': [{'p:split': 'all', 'p:images': 'a'}, {'p:split': 'all', 'p:images':"
            + " 'b'}]}|two parts are 'all'",
        "{'p:parts': [{'p:split': 'all', 'p:images': 'a', 'p:holdOut': 0.1}]}|expected in train"
            + " only",
        "{'p:parts': [{'p:split': 'train', 'p:images': 'a', 'p:holdOut': 1}]}|from 0 up to 1",
        "{'p:parts': [{'p:split': 'train', 'p:images': 'a', 'p:holdOut': '0.1'}]}|from 0 up to 1",
        "{'p:parts': [{'p:split': 'all', 'p:images': 'a'}], 'p:skip': 'x'}|expected a list",
        "{'p:parts': [{'p:split': 'all', 'p:images': 'a', 'p:maps': 'm', 'p:masks': 'n'}]}|found"
            + " maps too",
        "{'p:parts': [{'p:split': 'all', 'p:images': 'a', 'p:partial': 'yes'}]}|expected true or"
            + " false",
        "{'p:parts': [{'p:split': 'train', 'p:images': 'a'}], 'p:splits': {}}|whose split is 'all'",
        "{'p:parts': [{'p:split': 'all', 'p:images': 'a'}], 'p:splits': {'p:schemes':"
            + " []}}|expected a list [ … ] that is not empty",
        "{'p:parts': [{'p:split': 'all', 'p:images': 'a'}], 'p:splits': {'p:schemes':"
            + " [{'p:name': 'x'}]}}|found no list to train on",
        "{'p:parts': [{'p:split': 'all', 'p:images': 'a'}], 'p:splits': {'p:file': '../a.mat',"
            + " 'p:names': 'i%d', 'p:schemes': [{'p:name': 'x', 'p:train': ['a']}]}}|the name of a"
            + " .mat file",
        "{'p:parts': [{'p:split': 'all', 'p:images': 'a'}], 'p:splits': {'p:file': 'a.mat',"
            + " 'p:names': '%s', 'p:schemes': [{'p:name': 'x', 'p:train': ['a']}]}}|for the number",
        "{'p:parts': [{'p:split': 'all', 'p:images': 'a'}], 'p:skip': [1]}|expected a text"
      })
  void wrongLayoutsAreNamed(String layout, String message) throws IOException {
    assertThat(ManifestSchema.refuses(json(layout))).isEqualTo(!message.startsWith("two parts"));
    assertThatThrownBy(() -> parse(layout))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining("perpixel:layout")
        .hasMessageContaining(message.replace("p:parts", "perpixel:parts"));
  }

  @Test
  void oxford17IsDividedInFourWays() throws IOException {
    PairLayout layout =
        ManifestReader.read(Path.of("data-manifests/oxford17.json")).layout().orElseThrow();
    assertThat(layout.parts().get(0).masks()).isTrue();
    assertThat(layout.parts().get(0).partial()).isTrue();
    SplitFile splits = layout.splits().orElseThrow();
    assertThat(splits.stem(7)).isEqualTo("image_0007");
    assertThat(splits.schemes().stream().map(SplitFile.Scheme::name))
        .containsExactly("1", "2", "3", "course");
    assertThat(splits.schemes().get(3).train()).containsExactly("trn1", "trn2", "trn3");
    PairLayout species = layout.withMasks("species");
    assertThat(species.parts().get(0).targets()).contains("species");
    assertThat(species.colours()).isEmpty();
    assertThat(species.splits().orElseThrow().schemes().get(3).colours()).isEmpty();
  }

  @Test
  void namesOfFilesDoNotDependOnTheLocale() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertThat(new SplitFile("a.mat", "image_%04d", 0, List.of()).stem(7))
          .isEqualTo("image_0007");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void onlyWhatTheProgramHasIsBundled() throws IOException {
    assertThat(ManifestReader.bundled("../cifar10")).isEmpty();
    assertThat(ManifestReader.bundled("nothing")).isEmpty();
  }
}
