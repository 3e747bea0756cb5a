package io.perpixel.spark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Names a process, so that another can ask whether it is still alive.
 *
 * @param host where it runs
 * @param namespace what its number counts in: the boot of a kernel, and a namespace of process
 *     numbers there; two containers may have one host name. Empty if that cannot be told
 * @param pid its number there
 * @param started when it began, in clock ticks since that boot: numbers are used again. (Not a time
 *     of day, which moves with the clock.)
 */
record DriverProcess(String host, String namespace, long pid, long started) {
  private static final Path PROC = Path.of("/proc");

  /** This one. */
  static DriverProcess self() {
    long pid = ProcessHandle.current().pid();
    return new DriverProcess(localHost(), ownNamespace(pid), pid, started(pid).orElse(0));
  }

  /** What {@link #to} wrote; files of former versions have no namespace. */
  static DriverProcess from(JsonNode node) {
    return new DriverProcess(
        node.path("host").asText(),
        node.path("namespace").asText(),
        node.path("pid").asLong(),
        node.path("started").asLong());
  }

  void to(ObjectNode node) {
    node.put("host", host).put("namespace", namespace).put("pid", pid).put("started", started);
  }

  /**
   * Whether it lives; empty if it cannot be asked: it is, or was, on another host, in another
   * container, or before the machine was started anew.
   */
  Optional<Boolean> isAlive() {
    DriverProcess self = self();
    boolean near =
        !namespace.isEmpty() && namespace.equals(self.namespace) && host.equals(self.host);
    return near && seesOthers()
        ? Optional.of(started(pid).equals(OptionalLong.of(started)))
        : Optional.empty();
  }

  boolean isSelf() {
    return equals(self());
  }

  private static String ownNamespace(long pid) {
    try {
      // A container may have been given its host's /proc, whose numbers are others.
      return Files.readSymbolicLink(PROC.resolve("self")).endsWith(Long.toString(pid))
          ? Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip()
              + " "
              + Files.readSymbolicLink(PROC.resolve("self/ns/pid"))
          : "";
    } catch (IOException e) {
      return "";
    }
  }

  /** Where /proc hides the processes of other users, what is not there need not be dead. */
  private static boolean seesOthers() {
    return Files.isReadable(PROC.resolve("1/stat"));
  }

  /** When the process of a number began; empty if there is none, or nothing but its exit code. */
  static OptionalLong started(long pid) {
    String stat;
    try {
      stat = Files.readString(PROC.resolve(pid + "/stat"));
    } catch (IOException e) {
      return OptionalLong.empty();
    }
    // From the third field on, as in proc(5): the second, its name, may hold anything.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    boolean zombie = fields[0].equals("Z") && Long.parseLong(fields[17]) <= 1;
    return zombie ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(fields[19]));
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
