package io.perpixel.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code data-manifests/schema.json}, in the hands of a validator that is not ours. */
final class ManifestSchema {
  private static final Schema SCHEMA = read();

  private ManifestSchema() {}

  private static Schema read() {
    try {
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(Files.readString(Path.of("data-manifests/schema.json")), InputFormat.JSON);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Error> errors(JsonNode manifest) {
    return SCHEMA.validate(manifest);
  }

  static boolean refuses(JsonNode manifest) {
    return !errors(manifest).isEmpty();
  }
}
