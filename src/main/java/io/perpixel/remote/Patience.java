package io.perpixel.remote;

import java.time.Duration;

/**
 * How long a service is waited for.
 *
 * @param timeout for one request: connecting, and the whole answer
 * @param attempts how often a request is sent at most; from 1
 * @param pause before the second attempt; doubles each time
 * @param longestPause what a {@code Retry-After} may ask for at most; a service that asks for more
 *     is given up
 */
public record Patience(Duration timeout, int attempts, Duration pause, Duration longestPause) {
  /** For a job that nobody waits for: a dead service costs it a minute at most. */
  public static Patience defaults() {
    return new Patience(Duration.ofSeconds(10), 4, Duration.ofSeconds(1), Duration.ofSeconds(30));
  }
}
