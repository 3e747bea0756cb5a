package io.perpixel.job;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers with units, as people write them: 120ms, 1.35MB. */
final class Quantity {
  private static final Pattern TEXT = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)\\s*([A-Za-zµ]*)");
  private static final Map<String, Double> SECONDS = new LinkedHashMap<>();
  private static final Map<String, Double> BYTES = new LinkedHashMap<>();

  static {
    SECONDS.put("s", 1.0);
    SECONDS.put("ms", 1e-3);
    SECONDS.put("us", 1e-6);
    SECONDS.put("µs", 1e-6);
    SECONDS.put("min", 60.0);
    BYTES.put("B", 1.0);
    BYTES.put("kB", 1e3);
    BYTES.put("MB", 1e6);
    BYTES.put("GB", 1e9);
    BYTES.put("KiB", 1024.0);
    BYTES.put("MiB", 1024.0 * 1024);
    BYTES.put("GiB", 1024.0 * 1024 * 1024);
  }

  private Quantity() {}

  /** Seconds of a time such as 0.12s; empty if the text is no time. */
  static Optional<Double> seconds(String text) {
    return parse(text, SECONDS);
  }

  /** Bytes of a size such as 1.35MB; empty if the text is no size. */
  static Optional<Double> bytes(String text) {
    return parse(text, BYTES);
  }

  private static Optional<Double> parse(String text, Map<String, Double> units) {
    Matcher m = TEXT.matcher(text.strip());
    return m.matches() && units.containsKey(m.group(2))
        ? Optional.of(new BigDecimal(m.group(1)).doubleValue() * units.get(m.group(2)))
        : Optional.empty();
  }
}
