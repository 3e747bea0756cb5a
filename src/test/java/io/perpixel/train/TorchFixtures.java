package io.perpixel.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;

/** What the scripts in src/test/resources/torch recorded. */
final class TorchFixtures {
  private TorchFixtures() {}

  static JsonNode read(String file) throws IOException {
    return new ObjectMapper().readTree(Path.of("src/test/resources/torch", file).toFile());
  }

  static float[] floats(JsonNode list) {
    float[] values = new float[list.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) list.path(i).asDouble();
    }
    return values;
  }

  /** Values from 0 up to 1. */
  static float[] ramp(int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) i / length;
    }
    return values;
  }
}
