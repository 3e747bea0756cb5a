package io.perpixel.job;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValueFactory;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;

/** What users write, parsed but not yet checked: a file, and {@code --set} assignments. */
final class SettingsSource {
  private SettingsSource() {}

  /**
   * A HOCON file, local or on a Hadoop file system, which may include others beside it.
   *
   * @throws UsageException if it, or what it includes, is not there or cannot be parsed
   * @throws UncheckedIOException if it cannot be read at present
   */
  static Config file(String uri) {
    try {
      return read(uri, List.of());
    } catch (FileNotFoundException e) {
      throw new UsageException("found no file at --config %s; check the path".formatted(uri), e);
    } catch (UnsupportedFileSystemException e) {
      throw new UsageException("cannot read --config " + uri, e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read --config " + uri, e);
    } catch (ConfigException e) {
      throw new UsageException("cannot parse " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new UsageException("cannot read --config " + uri, e);
    }
  }

  /**
   * One file.
   *
   * @param from the files that include one another down to this one
   */
  private static Config read(String uri, List<String> from) throws IOException {
    List<String> path = new ArrayList<>(from);
    path.add(uri);
    if (from.contains(uri)) {
      throw new UsageException("a file includes itself: " + String.join(" includes ", path));
    }
    ConfigParseOptions options =
        ConfigParseOptions.defaults()
            .setSyntax(ConfigSyntax.CONF)
            .setOriginDescription(uri)
            .setIncluder(new Beside(uri, path));
    try (Reader in = new InputStreamReader(open(uri), StandardCharsets.UTF_8)) {
      return ConfigFactory.parseReader(in, options);
    }
  }

  private static InputStream open(String uri) throws IOException {
    if (isLocalFile(uri)) {
      return Files.newInputStream(Path.of(uri));
    }
    var path = new org.apache.hadoop.fs.Path(uri);
    var hadoop = SparkHadoopUtil.get().newConfiguration(new SparkConf());
    return path.getFileSystem(hadoop).open(path);
  }

  /**
   * Includes files that lie beside the one that names them. Typesafe's own includer knows local
   * disks alone, and passes over what it does not find: settings that are not there without a word.
   */
  private record Beside(String file, List<String> path) implements ConfigIncluder {
    @Override
    public ConfigIncluder withFallback(ConfigIncluder fallback) {
      return this;
    }

    @Override
    public ConfigObject include(ConfigIncludeContext context, String what) {
      String included =
          isLocalFile(file)
              ? Path.of(file).resolveSibling(what).normalize().toString()
              : new org.apache.hadoop.fs.Path(new org.apache.hadoop.fs.Path(file).getParent(), what)
                  .toString();
      try {
        return read(included, path).root();
      } catch (FileNotFoundException e) {
        throw new UsageException(
            "found no %s, which %s includes; check the path".formatted(included, file), e);
      } catch (IOException e) {
        throw new UncheckedIOException(
            "cannot read %s, which %s includes".formatted(included, file), e);
      }
    }
  }

  private static boolean isLocalFile(String uri) {
    try {
      return Files.isRegularFile(Path.of(uri));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /** {@code key=value} pairs; an empty value, or {@code null}, unsets the key. */
  static Config assignments(List<String> assignments) {
    Config config = ConfigFactory.empty();
    for (String assignment : assignments) {
      String[] pair = assignment.split("=", 2);
      String origin = "--set " + assignment;
      if (pair.length != 2) {
        throw new UsageException(
            "found %s; expected --set key=value, such as --set train.epochs=3".formatted(origin));
      }
      String text = pair[1].strip();
      String value = text.isEmpty() || text.equals("null") ? null : text;
      try {
        config = config.withValue(pair[0].strip(), ConfigValueFactory.fromAnyRef(value, origin));
      } catch (ConfigException.BadPath e) {
        throw new UsageException(
            "found %s; expected a key such as train.epochs before the =".formatted(origin), e);
      }
    }
    return config;
  }
}
