package io.perpixel.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The schema and the reader take the same manifests, and refuse the same. */
class ManifestSchemaTest {
  private static final Path DIRECTORY = Path.of("data-manifests");
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Problems of more than one place in the document. */
  private static final Pattern BEYOND_SCHEMA =
      Pattern.compile(
          ".*(is used twice|is not the @id of|no file is containedIn|two files are|two parts are|two schemes are|found maps and masks).*");

  /** Values that are wrong almost everywhere, each in its own way. */
  private static final List<JsonNode> WRONG =
      List.of(
          JsonNodeFactory.instance.numberNode(-7),
          JsonNodeFactory.instance.numberNode(0.5),
          JsonNodeFactory.instance.booleanNode(true),
          JsonNodeFactory.instance.nullNode(),
          JsonNodeFactory.instance.textNode(" "),
          JsonNodeFactory.instance.textNode("../x y"),
          JsonNodeFactory.instance.arrayNode(),
          JsonNodeFactory.instance.arrayNode().add(3),
          JsonNodeFactory.instance.objectNode());

  static Stream<Path> manifests() throws IOException {
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      return files
          .filter(file -> file.toString().endsWith(".json") && !file.endsWith("schema.json"))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("manifests")
  void ourManifestsPass(Path file) throws IOException {
    assertThat(ManifestSchema.errors(JSON.readTree(file.toFile()))).isEmpty();
    assertThat(ManifestReader.read(file).name() + ".json").isEqualTo(file.getFileName().toString());
  }

  @Test
  void thereAreManifestsOfAllDataThatWeName() throws IOException {
    assertThat(manifests().map(file -> file.getFileName().toString()))
        .contains(
            "cifar10.json",
            "oxford17.json",
            "salicon.json",
            "vgg16-weights.json",
            "deeplabv3-weights.json");
  }

  /** The names of torchvision's files begin their SHA-256. */
  @ParameterizedTest
  @org.junit.jupiter.params.provider.ValueSource(strings = {"vgg16-weights", "deeplabv3-weights"})
  void digestsOfWeightsBeginAsTheirNamesSay(String name) throws IOException {
    Manifest manifest = ManifestReader.read(DIRECTORY.resolve(name + ".json"));
    assertThat(manifest.files())
        .allSatisfy(
            file ->
                assertThat(file.name())
                    .endsWith("-" + file.checksum().hex().substring(0, 8) + ".pth"));
  }

  /** Each field of each manifest is left out, misspelt, and of each wrong kind. */
  @ParameterizedTest
  @MethodSource("manifests")
  void readerAndSchemaRefuseTheSame(Path file) throws IOException {
    ObjectNode manifest = (ObjectNode) JSON.readTree(file.toFile());
    List<String> different = new ArrayList<>();
    int refused = 0;
    for (String path : paths(manifest, "")) {
      for (int change = -2; change < WRONG.size(); change++) {
        ObjectNode changed = manifest.deepCopy();
        change(changed, path, change);
        List<String> problems = problems(changed);
        boolean expressible =
            problems.isEmpty()
                || problems.stream().anyMatch(p -> !BEYOND_SCHEMA.matcher(p).matches());
        refused += problems.isEmpty() ? 0 : 1;
        if (expressible && problems.isEmpty() == ManifestSchema.refuses(changed)) {
          different.add(
              "%s, change %d: reader %s, schema %s"
                  .formatted(path, change, problems, ManifestSchema.errors(changed)));
        }
      }
    }
    assertThat(different).isEmpty();
    assertThat(refused).isGreaterThan(100);
  }

  private static List<String> problems(ObjectNode manifest) {
    try {
      ManifestReader.parse(manifest.toString(), "x", URI.create("file:/x.json"));
      return List.of();
    } catch (ManifestException e) {
      return e.problems();
    }
  }

  /** JSON pointers of all fields; of lists of more than two only the first and last item. */
  private static List<String> paths(JsonNode node, String at) {
    List<String> paths = new ArrayList<>();
    if (node.isObject()) {
      node.fields()
          .forEachRemaining(
              field -> {
                String path = at + "/" + field.getKey().replace("~", "~0").replace("/", "~1");
                paths.add(path);
                paths.addAll(paths(field.getValue(), path));
              });
    }
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      if (i == 0 || i == node.size() - 1) {
        paths.add(at + "/" + i);
        paths.addAll(paths(node.get(i), at + "/" + i));
      }
    }
    return paths;
  }

  private static void change(ObjectNode root, String pointer, int change) {
    int slash = pointer.lastIndexOf('/');
    ContainerNode<?> parent = (ContainerNode<?>) root.at(pointer.substring(0, slash));
    String key = pointer.substring(slash + 1);
    if (parent instanceof ArrayNode list) {
      int index = Integer.parseInt(key);
      if (change < 0) {
        list.remove(index);
      } else {
        list.set(index, WRONG.get(change));
      }
      return;
    }
    ObjectNode object = (ObjectNode) parent;
    if (change == -2) {
      object.remove(key);
    } else if (change == -1) {
      object.set(key + "s", object.remove(key));
    } else {
      object.set(key, WRONG.get(change));
    }
  }
}
