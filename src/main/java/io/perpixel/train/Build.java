package io.perpixel.train;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/**
 * What this program was built from.
 *
 * @param version the Maven version
 * @param commit the git commit, with {@code -dirty} where files were changed after it; empty in a
 *     build outside a repository
 * @param libraries versions of the libraries that decide a result, by name, sorted
 */
public record Build(String version, Optional<String> commit, Map<String, String> libraries) {
  private static final String LIBRARY = "library.";

  /** The build that is running. */
  public static Build current() {
    Properties properties = new Properties();
    try (InputStream in = Build.class.getResourceAsStream("build.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("build.properties in the perpixel jar cannot be read", e);
    }
    return of(properties);
  }

  /** Version and, where it is known, commit: what decides whether two runs had the same code. */
  public String id() {
    return commit.map(c -> version + " " + c).orElse(version);
  }

  static Build of(Properties properties) {
    Map<String, String> libraries = new TreeMap<>();
    for (String key : properties.stringPropertyNames()) {
      if (key.startsWith(LIBRARY)) {
        filled(properties, key).ifPresent(v -> libraries.put(key.substring(LIBRARY.length()), v));
      }
    }
    boolean dirty = filled(properties, "dirty").map(Boolean::parseBoolean).orElse(false);
    return new Build(
        filled(properties, "version").orElse("unknown"),
        filled(properties, "commit").map(commit -> dirty ? commit + "-dirty" : commit),
        Collections.unmodifiableMap(libraries));
  }

  /** A placeholder that the build left as it is ({@code ${…}}) had no value. */
  private static Optional<String> filled(Properties properties, String key) {
    return Optional.ofNullable(properties.getProperty(key))
        .filter(value -> !value.isBlank() && !value.startsWith("${"));
  }
}
