package io.perpixel.palette;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * A palette as a file: JSON with {@code format}, {@code distance}, {@code centres} ([K][3],
 * 0..255), {@code inertia} (absent if unknown), {@code sha256} ({@link Palette#hash()}) and {@code
 * provenance} (strings). Numbers are written so that they are read back to the same bits.
 *
 * <p>A plain {@code .npy} of [K, 3] is read too, as an RGB palette of unknown origin.
 */
public final class PaletteFile {
  private static final String FORMAT = "perpixel-palette-1";

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private PaletteFile() {}

  /** The bytes of the JSON file. */
  public static byte[] toBytes(Palette palette) {
    ObjectNode root = JSON.createObjectNode();
    root.put("format", FORMAT);
    root.put("distance", palette.distance().label());
    ArrayNode centres = root.putArray("centres");
    for (double[] centre : palette.centres()) {
      ArrayNode row = centres.addArray();
      for (double value : centre) {
        row.add(value);
      }
    }
    palette.inertia().ifPresent(value -> root.put("inertia", value));
    root.put("sha256", palette.hash());
    ObjectNode provenance = root.putObject("provenance");
    palette.provenance().forEach(provenance::put);
    try {
      return (JSON.writeValueAsString(root) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a palette, JSON or {@code .npy} by its content.
   *
   * @param origin what to call it in errors: its path
   * @throws IllegalArgumentException if it is neither, or damaged, or was changed by hand without
   *     its hash
   */
  public static Palette read(byte[] bytes, String origin) {
    try {
      return NpyCentres.isNpy(bytes)
          ? palette(
              NpyCentres.read(bytes, origin), "rgb", Double.NaN, Map.of("source", origin), origin)
          : fromJson(bytes, origin);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          origin
              + ": expected a palette (JSON, or .npy of shape (K, 3)), found neither: "
              + (e instanceof JsonProcessingException j ? j.getOriginalMessage() : e.getMessage()),
          e);
    }
  }

  /**
   * Reads only the colours: initial centres of a fit, which may lie a little outside 0..255.
   *
   * @return [K][3]
   * @throws IllegalArgumentException as {@link #read}
   */
  public static double[][] readCentres(byte[] bytes, String origin) {
    return NpyCentres.isNpy(bytes) ? NpyCentres.read(bytes, origin) : read(bytes, origin).centres();
  }

  private static Palette fromJson(byte[] bytes, String origin) throws IOException {
    JsonNode root = JSON.readTree(bytes);
    String format = root.path("format").asText("none");
    if (!format.equals(FORMAT)) {
      throw new IllegalArgumentException(
          origin + ": expected \"format\": \"" + FORMAT + "\", found " + format + ".");
    }
    JsonNode rows = root.path("centres");
    double[][] centres = new double[rows.size()][];
    for (int k = 0; k < centres.length; k++) {
      centres[k] = new double[rows.get(k).size()];
      for (int axis = 0; axis < centres[k].length; axis++) {
        JsonNode value = rows.get(k).get(axis);
        centres[k][axis] = value != null && value.isNumber() ? value.asDouble() : Double.NaN;
      }
    }
    Map<String, String> provenance = new TreeMap<>();
    root.path("provenance")
        .fields()
        .forEachRemaining(e -> provenance.put(e.getKey(), e.getValue().asText()));
    Palette palette =
        palette(
            centres,
            root.path("distance").asText("none"),
            root.path("inertia").asDouble(Double.NaN),
            provenance,
            origin);
    String hash = root.path("sha256").asText("none");
    if (!hash.equals(palette.hash())) {
      throw new IllegalArgumentException(
          origin
              + ": its sha256 is "
              + hash
              + ", but its centres and distance have "
              + palette.hash()
              + ". It was damaged or edited: fit the palette again, or give the centres as .npy.");
    }
    return palette;
  }

  /** A palette whose errors name the file. */
  private static Palette palette(
      double[][] centres,
      String distance,
      double inertia,
      Map<String, String> provenance,
      String origin) {
    try {
      return new Palette(centres, ColourDistance.of(distance), inertia, provenance);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(origin + ": " + e.getMessage(), e);
    }
  }
}
