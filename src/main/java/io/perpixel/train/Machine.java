package io.perpixel.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** The machine and the Java that run the driver, as provenance records them. */
public final class Machine {
  private Machine() {}

  /** Operating system, processor, memory and Java, in the order to show. */
  public static Map<String, String> describe() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("os", property("os.name") + " " + property("os.version"));
    facts.put("architecture", property("os.arch"));
    facts.put("cpu", processor(Path.of("/proc/cpuinfo")));
    facts.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
    facts.put("max_heap_mib", Long.toString(Runtime.getRuntime().maxMemory() >> 20));
    facts.put("java", property("java.version") + " (" + property("java.vendor") + ")");
    return facts;
  }

  /** The model name in Linux's {@code cpuinfo}; "unknown" on other systems and in odd files. */
  static String processor(Path cpuinfo) {
    try (Stream<String> lines = Files.lines(cpuinfo)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    } catch (IOException | UncheckedIOException e) {
      return "unknown";
    }
  }

  private static String property(String name) {
    return System.getProperty(name, "unknown");
  }
}
