package io.perpixel.remote;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** A secret that a service knows its callers by (RFC 6750). It comes from the environment alone. */
final class BearerToken {
  private static final Pattern VISIBLE = Pattern.compile("[\\x21-\\x7e]+");

  private final String token;

  private BearerToken(String token) {
    this.token = token;
  }

  /**
   * The token of a variable; empty if that is not set or blank. White space around it, such as the
   * line feed of a file that it came from, does not count.
   *
   * @throws IllegalArgumentException if it cannot be sent in a header; the message does not show it
   */
  static Optional<BearerToken> of(String variable, Map<String, String> environment) {
    String value = environment.getOrDefault(variable, "").strip();
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (!VISIBLE.matcher(value).matches()) {
      throw new IllegalArgumentException(
          variable + " holds white space or a character beyond ASCII: expected one token");
    }
    return Optional.of(new BearerToken(value));
  }

  /** Value of the header {@code Authorization}. */
  String authorization() {
    return "Bearer " + token;
  }

  /** Does not tell it. */
  @Override
  public String toString() {
    return "Bearer";
  }
}
