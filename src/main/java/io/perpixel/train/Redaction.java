package io.perpixel.train;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Keeps secrets out of what is written down. Provenance and reports travel with the model, while
 * settings and commands may carry keys of an object store.
 */
public final class Redaction {
  /** What stands in a secret's place; the same word as Spark's own redaction. */
  public static final String REDACTED = "*********(redacted)";

  /**
   * As {@code spark.redaction.regex}'s default, and credentials, passphrases and the keys of
   * Azure's accounts ({@code fs.azure.account.key.…}), Google's ({@code …private.key}) and
   * encryption besides; the addresses of webhooks, by which many services know who may post.
   */
  private static final Pattern SECRET_KEY =
      Pattern.compile(
          "secret|passw(or)?d|passphrase|token|credential|webhook"
              + "|(access|account|private|encryption|api)[._-]?key",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern USER_INFO = Pattern.compile("(://[^/@:\\s]+):[^/\\s]+@");

  private Redaction() {}

  /** The settings with their secrets replaced, nested maps included, in the same order. */
  public static Map<String, Object> settings(Map<String, ?> settings) {
    Map<String, Object> safe = new LinkedHashMap<>();
    settings.forEach((key, value) -> safe.put(key, safe(key, value)));
    return safe;
  }

  private static Object safe(String key, Object value) {
    if (value instanceof Map<?, ?> nested) {
      Map<String, Object> safe = new LinkedHashMap<>();
      nested.forEach((k, v) -> safe.put(String.valueOf(k), safe(String.valueOf(k), v)));
      return safe;
    }
    if (isSecret(key)) {
      return REDACTED;
    }
    if (value instanceof Collection<?> items) {
      return items.stream().map(item -> safe(key, item)).toList();
    }
    return value instanceof CharSequence text ? uri(text.toString()) : value;
  }

  /**
   * A command line with the secrets in its {@code key=secret}, {@code --key secret} and {@code
   * scheme://user:secret@host} replaced.
   */
  public static List<String> command(List<String> words) {
    List<String> safe = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      String before = i == 0 ? "" : words.get(i - 1);
      boolean optionValue = before.startsWith("-") && !before.contains("=");
      safe.add(optionValue && isSecret(before) ? REDACTED : argument(word));
    }
    return safe;
  }

  /** One word of a command line, such as {@code --set=key=secret}, or a URI. */
  public static String argument(String word) {
    int equals = word.indexOf('=');
    if (equals < 0) {
      return uri(word);
    }
    // As --set=key=value has it, what follows may be an assignment itself.
    String key = word.substring(0, equals);
    return key + "=" + (isSecret(key) ? REDACTED : argument(word.substring(equals + 1)));
  }

  private static boolean isSecret(String key) {
    return SECRET_KEY.matcher(key).find();
  }

  private static String uri(String text) {
    return USER_INFO.matcher(text).replaceAll("$1:" + REDACTED + "@");
  }
}
