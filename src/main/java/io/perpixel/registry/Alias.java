package io.perpixel.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an alias names, and has named.
 *
 * @param name such as {@code champion}
 * @param pointings the present one first; at least one
 */
public record Alias(String name, List<Pointing> pointings) {
  /** The version that is used. */
  public static final String CHAMPION = "champion";

  /** The version that was made last. */
  public static final String CHALLENGER = "challenger";

  private static final String IF_DAMAGED =
      "Bring a copy back, or delete the file and set the alias again with registry promote";

  /** Older pointings are forgotten. */
  private static final int REMEMBERED = 50;

  /**
   * A time for which the alias named a version.
   *
   * @param version its number
   * @param since when that began
   * @param reason who or what made it so, in words
   */
  public record Pointing(int version, Instant since, String reason) {}

  /** Copies the list. */
  public Alias {
    pointings = List.copyOf(pointings);
    if (pointings.isEmpty()) {
      throw new IllegalArgumentException("alias " + name + " names nothing");
    }
  }

  /** The version's number. */
  public int version() {
    return pointings.get(0).version();
  }

  /** The last pointing at another version than the present one. */
  public Optional<Pointing> previous() {
    return pointings.stream().filter(p -> p.version() != version()).findFirst();
  }

  /** The alias once it names another version. */
  Alias pointingAt(Pointing next) {
    List<Pointing> all = new ArrayList<>(List.of(next));
    all.addAll(pointings.subList(0, Math.min(pointings.size(), REMEMBERED - 1)));
    return new Alias(name, all);
  }

  /**
   * The alias once it names the version before the present one again, as if the present one had not
   * been.
   *
   * @throws IllegalStateException if there was none
   */
  Alias rolledBack(Instant now, String reason) {
    Pointing back =
        previous()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "%s has named no version but %d: there is nothing to roll back to"
                            .formatted(name, version())));
    List<Pointing> all = new ArrayList<>();
    all.add(new Pointing(back.version(), now, reason));
    all.addAll(pointings.subList(pointings.indexOf(back) + 1, pointings.size()));
    return new Alias(name, all);
  }

  byte[] toBytes() {
    ObjectNode json = SealedJson.object();
    json.put("alias", name);
    ArrayNode all = json.putArray("pointings");
    for (Pointing one : pointings) {
      all.addObject()
          .put("version", one.version())
          .put("since", one.since().toString())
          .put("reason", one.reason());
    }
    return SealedJson.seal(json);
  }

  /** From what {@link #toBytes} wrote. */
  static Alias parse(byte[] content, String source) throws IOException {
    JsonNode json = SealedJson.open(content, source, IF_DAMAGED);
    List<Pointing> pointings = new ArrayList<>();
    for (JsonNode one : json.path("pointings")) {
      pointings.add(
          new Pointing(
              one.path("version").asInt(),
              Instant.parse(one.path("since").asText()),
              one.path("reason").asText()));
    }
    return new Alias(json.path("alias").asText(), pointings);
  }
}
