package io.perpixel.spark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Optional;

/**
 * Names a process, so that another can ask whether it is still alive.
 *
 * @param host where it runs
 * @param pid its number there
 * @param started when it began, in milliseconds: numbers are used again
 */
record DriverProcess(String host, long pid, long started) {
  /** This one. */
  static DriverProcess self() {
    ProcessHandle self = ProcessHandle.current();
    return new DriverProcess(localHost(), self.pid(), started(self));
  }

  static DriverProcess from(JsonNode node) {
    return new DriverProcess(
        node.path("host").asText(), node.path("pid").asLong(), node.path("started").asLong());
  }

  void to(ObjectNode node) {
    node.put("host", host).put("pid", pid).put("started", started);
  }

  /** Whether it lives; empty if it is, or was, on another host, where nobody can be asked. */
  Optional<Boolean> isAlive() {
    return host.equals(localHost())
        ? Optional.of(ProcessHandle.of(pid).filter(p -> started(p) == started).isPresent())
        : Optional.empty();
  }

  boolean isSelf() {
    return equals(self());
  }

  private static long started(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  private static String localHost() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  @Override
  public String toString() {
    return "process " + pid + " on " + host;
  }
}
