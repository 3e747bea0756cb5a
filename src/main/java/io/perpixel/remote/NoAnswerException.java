package io.perpixel.remote;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import javax.net.ssl.SSLException;

/** No answer came. The JDK's messages for that are often empty, and some show the address. */
final class NoAnswerException extends IOException {
  private static final long serialVersionUID = 1L;

  private final boolean lasting;

  private NoAnswerException(String message, boolean lasting, Throwable cause) {
    super(message, cause);
    this.lasting = lasting;
  }

  static NoAnswerException within(Duration time) {
    return new NoAnswerException(
        "no answer within %s s".formatted(time.toMillis() / 1000.0), false, null);
  }

  static NoAnswerException because(Throwable cause) {
    // A certificate does not become right by asking again.
    return new NoAnswerException(describe(cause), cause instanceof SSLException, cause);
  }

  /** Whether another attempt is in vain. */
  boolean isLasting() {
    return lasting;
  }

  private static String describe(Throwable cause) {
    if (unresolved(cause)) {
      return "its name cannot be resolved";
    }
    if (cause instanceof HttpTimeoutException) {
      return "no connection in time";
    }
    if (cause instanceof ConnectException) {
      return "it refuses the connection";
    }
    if (cause instanceof SSLException) {
      return "no secure connection: " + cause.getMessage();
    }
    return "the connection broke off";
  }

  private static boolean unresolved(Throwable thrown) {
    return thrown != null
        && (thrown instanceof UnresolvedAddressException || unresolved(thrown.getCause()));
  }
}
