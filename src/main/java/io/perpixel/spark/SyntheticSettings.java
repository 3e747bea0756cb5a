package io.perpixel.spark;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.perpixel.image.Raster;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What decides synthetic images.
 *
 * @param images how many
 * @param height of each in pixels
 * @param width likewise
 * @param seed of everything random
 * @param code identity of the code, for the record
 */
public record SyntheticSettings(int images, int height, int width, long seed, String code) {
  /** The record of such data. */
  byte[] record(String rule, List<Raster> backgrounds, InputDigest digest) throws IOException {
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("synthetic", true);
    record.put("rule", rule);
    record.put("images", images);
    record.put("height", height);
    record.put("width", width);
    record.put("seed", seed);
    record.put("backgrounds", backgrounds.size());
    record.put("backgrounds_sha256", digest.sha256());
    record.put("code", code);
    ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    return (json.writeValueAsString(record) + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
