package io.perpixel.manifest;

import java.time.Duration;

/**
 * Patience of a fetch.
 *
 * @param connectTimeout until a server accepts a connection
 * @param stallTimeout until the first, or the next, byte arrives
 * @param attempts how often one download is tried; each resumes where the last one broke off
 * @param pause before the second attempt; doubles each time
 * @param npmTimeout for a whole {@code npm pack}, which tells nothing while it runs
 * @param searchPath where programs are looked for, as in {@code PATH}
 */
public record FetchSettings(
    Duration connectTimeout,
    Duration stallTimeout,
    int attempts,
    Duration pause,
    Duration npmTimeout,
    String searchPath) {

  /** For people at a terminal: an unreachable host is given up after well under two minutes. */
  public static FetchSettings defaults() {
    String path = System.getenv("PATH");
    return new FetchSettings(
        Duration.ofSeconds(15),
        Duration.ofSeconds(60),
        4,
        Duration.ofSeconds(1),
        Duration.ofMinutes(30),
        path == null ? "" : path);
  }
}
