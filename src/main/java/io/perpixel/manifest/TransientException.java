package io.perpixel.manifest;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;

/** A failure that may go away: worth another attempt at the same source. */
final class TransientException extends IOException {
  private static final long serialVersionUID = 1L;

  private final int attemptsWorthwhile;

  TransientException(String message, IOException cause) {
    this(message, cause, Integer.MAX_VALUE);
  }

  private TransientException(String message, IOException cause, int attemptsWorthwhile) {
    super(message, cause);
    this.attemptsWorthwhile = attemptsWorthwhile;
  }

  /**
   * No answer came. The JDK's messages here are often empty. A host that nobody can reach is asked
   * only twice: the next source is better than a long wait.
   */
  static TransientException ofConnection(URI uri, FetchSettings settings, IOException cause) {
    String host = uri.getAuthority();
    if (cause instanceof HttpConnectTimeoutException) {
      long seconds = settings.connectTimeout().toSeconds();
      return new TransientException(
          "no network, or %s is not reachable from here: no connection within %d s"
              .formatted(host, seconds),
          cause,
          2);
    }
    if (cause instanceof ConnectException) {
      String reason =
          unresolved(cause) ? "its name cannot be resolved" : "it refuses the connection";
      return new TransientException(
          "no network, or %s is not reachable from here: %s".formatted(host, reason), cause, 2);
    }
    if (cause instanceof HttpTimeoutException) {
      return new TransientException(
          "%s did not answer within %d s".formatted(host, settings.stallTimeout().toSeconds()),
          cause);
    }
    String said = cause.getMessage();
    return new TransientException(
        host + ": " + (said == null ? cause.getClass().getSimpleName() : said), cause);
  }

  int attemptsWorthwhile() {
    return attemptsWorthwhile;
  }

  private static boolean unresolved(Throwable thrown) {
    return thrown != null
        && (thrown instanceof UnresolvedAddressException || unresolved(thrown.getCause()));
  }
}
