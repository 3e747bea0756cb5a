package io.perpixel.spark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * The units that a source is made of, files as a rule, each with a stamp that changes when the unit
 * does. A row comes from one unit: the row's id is the name of the unit, or begins with it and a
 * slash.
 *
 * @param stamps by the name of the unit
 * @param contents SHA-256 of the units that were read to identify them, by name
 */
record SourceUnits(SortedMap<String, String> stamps, Map<String, String> contents) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static SourceUnits of(FileContents files, Function<ListedFile, String> name) {
    TreeMap<String, String> stamps = new TreeMap<>();
    Map<String, String> contents = new HashMap<>();
    for (ListedFile file : files.files()) {
      String unit = name.apply(file);
      stamps.put(unit, file.stamp());
      files.of(file).ifPresent(digest -> contents.put(unit, digest));
    }
    return new SourceUnits(stamps, contents);
  }

  /** The SHA-256 of a unit, if it was read and has not changed since. */
  Optional<String> content(String name, String stamp) {
    return stamp.equals(stamps.get(name))
        ? Optional.ofNullable(contents.get(name))
        : Optional.empty();
  }

  /** Of pairs: a unit for each id, which a broken pair may share with another one. */
  static SourceUnits ofPairs(List<Pair> pairs) {
    TreeMap<String, String> stamps = new TreeMap<>();
    pairs.forEach(pair -> stamps.merge(pair.id(), pair.stamp(), (a, b) -> a + "\n" + b));
    return new SourceUnits(stamps, Map.of());
  }

  /** Whether the row or reject {@code id} comes from one of {@code units}. */
  static boolean from(Set<String> units, String id) {
    for (int end = id.length(); end > 0; end = id.lastIndexOf('/', end - 1)) {
      if (units.contains(id.substring(0, end))) {
        return true;
      }
    }
    return false;
  }

  /** Gzipped lines, each a JSON array of name, stamp and, if it is known, SHA-256. */
  byte[] toBytes() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (BufferedWriter out =
        new BufferedWriter(
            new OutputStreamWriter(new GZIPOutputStream(bytes), StandardCharsets.UTF_8))) {
      for (Map.Entry<String, String> unit : stamps.entrySet()) {
        List<String> line = new ArrayList<>(List.of(unit.getKey(), unit.getValue()));
        Optional.ofNullable(contents.get(unit.getKey())).ifPresent(line::add);
        out.write(JSON.writeValueAsString(line));
        out.write('\n');
      }
    }
    return bytes.toByteArray();
  }

  /**
   * Reads what {@link #toBytes} made.
   *
   * @throws IOException if it is damaged
   */
  static SourceUnits fromBytes(byte[] bytes) throws IOException {
    TreeMap<String, String> stamps = new TreeMap<>();
    Map<String, String> contents = new HashMap<>();
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(new ByteArrayInputStream(bytes)), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        JsonNode unit = JSON.readTree(line);
        if (!unit.has(1)) {
          throw new IOException("the list of sources is damaged: a line has no name and stamp");
        }
        stamps.put(unit.path(0).asText(), unit.path(1).asText());
        if (unit.has(2)) {
          contents.put(unit.path(0).asText(), unit.path(2).asText());
        }
      }
    } catch (JsonProcessingException e) {
      throw new IOException("the list of sources is damaged: " + e.getOriginalMessage(), e);
    }
    return new SourceUnits(stamps, contents);
  }
}
