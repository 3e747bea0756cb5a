package io.perpixel.train;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.util.Map;

/**
 * The JSON of a run directory: strict RFC 8259, whatever the numbers are.
 *
 * <p>JSON has no NaN and no infinity, yet both happen when training diverges, and the bare words
 * {@code NaN} and {@code Infinity} would make the whole file unreadable to strict parsers. NaN is
 * written as {@code null} ("no value"); an infinity as {@code 1e999} or {@code -1e999}, a legal
 * number which every IEEE 754 reader (Java, Python, JavaScript, Spark) turns back into an infinity.
 */
public final class Json {
  static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(
              new SimpleModule()
                  .addSerializer(Double.class, new StrictNumber<>())
                  .addSerializer(Float.class, new StrictNumber<>()))
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private Json() {}

  /**
   * An indented document ending in a newline, keys in the map's own order: {@code metrics.json} for
   * example.
   *
   * @param values maps, collections, strings, numbers, booleans and nulls, nested at will
   * @throws IllegalArgumentException if a value is of a type that JSON cannot hold
   */
  public static String pretty(Map<String, ?> values) {
    DefaultIndenter newline = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter().withObjectIndenter(newline);
    try {
      return MAPPER.writer(printer).writeValueAsString(values) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not representable as JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** Of a map, list, text or number: one line without a line break, keys in the map's own order. */
  public static String line(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not representable as JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static final class StrictNumber<T extends Number> extends JsonSerializer<T> {
    @Override
    public void serialize(T number, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      double value = number.doubleValue();
      if (Double.isNaN(value)) {
        json.writeNull();
      } else if (Double.isInfinite(value)) {
        json.writeNumber(value > 0 ? "1e999" : "-1e999");
      } else {
        json.writeNumber(number.toString());
      }
    }
  }
}
