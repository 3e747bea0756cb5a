package io.perpixel.remote;

import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * An HTTP service that takes JSON. What may go away is tried again: refused and broken connections,
 * silence, 429 and 5xx; other answers are final. Redirects are not followed, since a token would
 * travel with them. Messages name the host, and never the path, query or user, which may be secret.
 */
final class Service {
  private static final int TOO_MANY = 429;

  private final URI base;
  private final String authorization;
  private final Patience patience;
  private final HttpClient client;

  /**
   * A service; nothing is sent yet.
   *
   * @param name of the setting or option that the address comes from
   * @param address its URL; a user and password in it are sent where there is no token
   * @throws IllegalArgumentException if the address is no {@code http:} or {@code https:} URL
   */
  Service(String name, String address, Optional<BearerToken> token, Patience patience) {
    this.base = parse(name, address);
    this.authorization =
        token.map(BearerToken::authorization).orElseGet(() -> basic(base.getUserInfo()));
    this.patience = patience;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(ProxySelector.getDefault())
            .connectTimeout(patience.timeout())
            .build();
  }

  private static URI parse(String name, String address) {
    URI uri;
    try {
      uri = URI.create(address.strip());
    } catch (IllegalArgumentException e) {
      // The cause's message would show the address.
      throw new IllegalArgumentException(name + " is no URL: expected https://HOST/PATH");
    }
    String scheme = uri.getScheme() == null ? "none" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("https") && !scheme.equals("http") || uri.getHost() == null) {
      throw new IllegalArgumentException(
          "%s has the scheme '%s' and the host '%s': expected https://HOST/PATH"
              .formatted(name, scheme, uri.getHost() == null ? "" : uri.getHost()));
    }
    return uri;
  }

  private static String basic(String user) {
    return user == null
        ? null
        : "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
  }

  /** Scheme, host and port: all of its address that anybody may read. */
  String shown() {
    String port = base.getPort() < 0 ? "" : ":" + base.getPort();
    return base.getScheme() + "://" + base.getHost() + port;
  }

  /** An answer. */
  record Answer(int status, String body) {
    boolean isSuccess() {
      return status / 100 == 2;
    }
  }

  /** Posts to the service's own address. */
  Answer post(String json) throws IOException, InterruptedException {
    return send("POST", base, json);
  }

  /**
   * Sends a request until there is an answer that is final.
   *
   * @return the answer, which may be a refusal
   * @throws IOException if there was none; the message says why, and how often it was tried
   */
  Answer send(String method, URI uri, String json) throws IOException, InterruptedException {
    return send(method, uri, json, () -> true).orElseThrow();
  }

  /** Asked before a request is repeated: it may have done its work, and the answer was lost. */
  interface Repetition {
    boolean isNeeded() throws IOException, InterruptedException;
  }

  /**
   * As {@link #send(String, URI, String)}, for requests that do harm when they are repeated.
   *
   * @return empty if a repetition was not needed
   */
  Optional<Answer> send(String method, URI uri, String json, Repetition repetition)
      throws IOException, InterruptedException {
    Duration pause = patience.pause();
    for (int attempt = 1; ; attempt++) {
      boolean last = attempt >= patience.attempts();
      Duration wait = pause;
      try {
        HttpResponse<byte[]> response = once(method, uri, json);
        int status = response.statusCode();
        if (status != TOO_MANY && status < 500) {
          return Optional.of(
              new Answer(status, new String(response.body(), StandardCharsets.UTF_8)));
        }
        Optional<Duration> asked = RetryAfter.of(response.headers());
        if (last || asked.filter(t -> t.compareTo(patience.longestPause()) > 0).isPresent()) {
          throw new IOException(
              "it answered %d%s%s"
                  .formatted(status, asked.map(Service::later).orElse(""), tried(attempt)));
        }
        wait = asked.orElse(pause);
      } catch (NoAnswerException e) {
        if (last || e.isLasting()) {
          throw new IOException(e.getMessage() + tried(attempt), e);
        }
      }
      Thread.sleep(wait.toMillis());
      if (!repetition.isNeeded()) {
        return Optional.empty();
      }
      pause = pause.multipliedBy(2);
    }
  }

  private static String later(Duration asked) {
    return " and wants no other request for %d s".formatted(asked.toSeconds());
  }

  private static String tried(int attempts) {
    return attempts > 1 ? " (tried " + attempts + " times)" : "";
  }

  /**
   * One attempt. The client's own time limit ends with the answer's first byte: this one does not.
   */
  private HttpResponse<byte[]> once(String method, URI uri, String json)
      throws NoAnswerException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .method(method, BodyPublishers.ofString(json))
            .header("Content-Type", "application/json")
            .header("User-Agent", "perpixel");
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(request.build(), response -> new LimitedBody());
    try {
      return answer.get(patience.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw NoAnswerException.within(patience.timeout());
    } catch (ExecutionException e) {
      throw NoAnswerException.because(e.getCause());
    } finally {
      answer.cancel(true);
    }
  }
}
