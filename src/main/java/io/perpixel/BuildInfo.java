package io.perpixel;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The build that is running, as Maven stamped it into {@code build.properties}. */
public final class BuildInfo {
  private static final String RESOURCE = "build.properties";
  private static final Properties PROPERTIES = load();

  private BuildInfo() {}

  /** Version of the code, for provenance records and {@code --version}; never empty. */
  public static String version() {
    return PROPERTIES.getProperty("version");
  }

  private static Properties load() {
    Properties properties = new Properties();
    try (InputStream in = BuildInfo.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(
            "io/perpixel/" + RESOURCE + " is not on the class path; build with mvn package");
      }
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties;
  }
}
