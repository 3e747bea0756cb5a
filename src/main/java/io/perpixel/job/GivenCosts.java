package io.perpixel.job;

import io.perpixel.plan.ClusterCosts;
import io.perpixel.plan.Line;
import io.perpixel.plan.NormalSteps;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/** {@code plan --given key=value,…}: costs that were measured elsewhere, or are only supposed. */
final class GivenCosts {
  /** Each key with its meaning. */
  static final Map<String, String> KEYS = new LinkedHashMap<>();

  static {
    KEYS.put("step", "time of a step (needed)");
    KEYS.put("state", "bytes that a replica sends in a round (needed)");
    KEYS.put("jitter", "standard deviation of a step's time");
    KEYS.put("round", "time of a round whatever its replicas");
    KEYS.put("broadcast", "time to send the state to one replica");
    KEYS.put("aggregate", "time to receive one replica's state and add it up");
    KEYS.put("job", "time of a round that is a Spark job, beside those");
    KEYS.put("message", "bytes of all states above which rounds are jobs");
    KEYS.put("epoch", "time of an epoch beside its rounds");
    KEYS.put("image", "time of an epoch for each image of an executor");
    KEYS.put("plain", "images/s of the plain loop on one machine");
  }

  /** Spark's largest message, which is what sessions are opened with. */
  private static final double MESSAGE = 2047.0 * 1024 * 1024;

  private final Map<String, String> values = new LinkedHashMap<>();

  private GivenCosts(String text) {
    for (String assignment : text.split(",", -1)) {
      String[] pair = assignment.strip().split("=", 2);
      String key = pair[0].strip();
      if (pair.length < 2) {
        throw new UsageException(
            "found \"%s\" in --given; expected key=value, such as step=0.12s"
                .formatted(assignment));
      }
      if (!KEYS.containsKey(key)) {
        throw new UsageException(
            "found %s in --given; the nearest key is %s (keys: %s)"
                .formatted(assignment.strip(), nearest(key), String.join(", ", KEYS.keySet())));
      }
      if (values.put(key, pair[1].strip()) != null) {
        throw new UsageException("found %s twice in --given".formatted(key));
      }
    }
  }

  /**
   * Reads them.
   *
   * @throws UsageException with what was found and what was expected
   */
  static ClusterCosts parse(String text) {
    GivenCosts given = new GivenCosts(text);
    double step = given.seconds("step", Optional.empty());
    double state = given.bytes("state", Optional.empty());
    double round = given.seconds("round", Optional.of(0.0));
    double broadcast = given.seconds("broadcast", Optional.of(0.0));
    double aggregate = given.seconds("aggregate", Optional.of(0.0));
    double job = given.seconds("job", Optional.of(round));
    if (step == 0) {
      throw new UsageException("found step=0 in --given; expected a time above 0, such as 0.12s");
    }
    NormalSteps steps = new NormalSteps(step, given.seconds("jitter", Optional.of(0.0)));
    return new ClusterCosts(
        steps,
        steps,
        1,
        (long) state,
        new Line(round, broadcast + aggregate),
        new Line(job, aggregate),
        broadcast,
        (long) given.bytes("message", Optional.of(MESSAGE)),
        given.seconds("epoch", Optional.of(0.0)),
        given.seconds("image", Optional.of(0.0)),
        given.plain());
  }

  private double seconds(String key, Optional<Double> otherwise) {
    return number(key, otherwise, Quantity::seconds, "a time with s, ms, us or min, such as 120ms");
  }

  private double bytes(String key, Optional<Double> otherwise) {
    return number(
        key,
        otherwise,
        Quantity::bytes,
        "a size with B, kB, MB, GB, KiB, MiB or GiB, such as 1.3MB");
  }

  private double number(
      String key,
      Optional<Double> otherwise,
      Function<String, Optional<Double>> parse,
      String expected) {
    String text = values.get(key);
    if (text == null) {
      return otherwise.orElseThrow(
          () ->
              new UsageException(
                  "--given lacks %s, the %s; expected %s".formatted(key, KEYS.get(key), expected)));
    }
    return parse
        .apply(text)
        .orElseThrow(
            () ->
                new UsageException(
                    "found %s=%s in --given; expected %s".formatted(key, text, expected)));
  }

  private OptionalDouble plain() {
    String text = values.get("plain");
    if (text == null) {
      return OptionalDouble.empty();
    }
    if (!text.matches("[0-9]+(\\.[0-9]+)?") || Double.parseDouble(text) == 0) {
      throw new UsageException(
          "found plain=%s in --given; expected images/s above 0, such as 1450".formatted(text));
    }
    return OptionalDouble.of(Double.parseDouble(text));
  }

  private static String nearest(String key) {
    return KEYS.keySet().stream()
        .min(Comparator.comparingInt(known -> EditDistance.of(key, known)))
        .orElseThrow();
  }
}
