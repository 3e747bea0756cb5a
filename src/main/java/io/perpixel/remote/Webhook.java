package io.perpixel.remote;

import io.perpixel.train.Json;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * Tells somebody by an HTTP POST of a small JSON object.
 *
 * <pre>{@code
 * Webhook hook = Webhook.of(settings.webhook(), System.getenv());
 * hook.post(Map.of("event", "promoted", "version", 12)).ifPresent(problem -> err.println(problem));
 * }</pre>
 */
public final class Webhook {
  /** The setting that holds the address. */
  public static final String SETTING = "notify.webhook";

  /** The environment variable of the token, which is sent as {@code Authorization: Bearer}. */
  public static final String TOKEN_VARIABLE = "PERPIXEL_WEBHOOK_TOKEN";

  private final Service service;

  private Webhook(Service service) {
    this.service = service;
  }

  /**
   * A webhook; nothing is sent yet, so that wrong settings are found before the work begins.
   *
   * @param address an {@code https:} or {@code http:} URL
   * @param environment where {@value #TOKEN_VARIABLE} may be
   * @throws IllegalArgumentException if the address or the token cannot be used
   */
  public static Webhook of(String address, Map<String, String> environment) {
    return of(address, environment, Patience.defaults());
  }

  /** As {@link #of(String, Map)}, with another patience. */
  public static Webhook of(String address, Map<String, String> environment, Patience patience) {
    Optional<BearerToken> token = BearerToken.of(TOKEN_VARIABLE, environment);
    return new Webhook(new Service(SETTING, address, token, patience));
  }

  /**
   * Sends an object. A service that does not take it is no failure of what it would have been told:
   * nothing is thrown.
   *
   * @param payload strings, numbers, booleans, maps and collections
   * @return empty if it was taken (2xx); otherwise one line that says what happened, with the host
   *     and without path, query, user or token
   */
  public Optional<String> post(Map<String, ?> payload) {
    try {
      Service.Answer answer = service.post(Json.line(payload));
      return answer.isSuccess() ? Optional.empty() : problem(refusal(answer.status()));
    } catch (IOException | IllegalArgumentException e) {
      return problem(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return problem("interrupted");
    }
  }

  private static String refusal(int status) {
    String hint =
        switch (status) {
          case 301, 302, 303, 307, 308 -> ": redirects are not followed, set the final address";
          case 401, 403 -> ": is " + TOKEN_VARIABLE + " set, and right?";
          default -> "";
        };
    return "it answered " + status + hint;
  }

  private Optional<String> problem(String what) {
    return Optional.of("%s: %s was not told: %s".formatted(SETTING, service.shown(), what));
  }
}
