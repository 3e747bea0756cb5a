package io.perpixel.job;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValueFactory;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;

/** What users write, parsed but not yet checked: a file, and {@code --set} assignments. */
final class SettingsSource {
  private SettingsSource() {}

  /** A local HOCON file, which may include others beside it, or one on a Hadoop file system. */
  static Config file(String uri) {
    ConfigParseOptions options =
        ConfigParseOptions.defaults().setAllowMissing(false).setSyntax(ConfigSyntax.CONF);
    try {
      if (isLocalFile(uri)) {
        return ConfigFactory.parseFile(Path.of(uri).toFile(), options);
      }
      var path = new org.apache.hadoop.fs.Path(uri);
      var hadoop = SparkHadoopUtil.get().newConfiguration(new SparkConf());
      FileSystem files = path.getFileSystem(hadoop);
      try (Reader in = new InputStreamReader(files.open(path), StandardCharsets.UTF_8)) {
        return ConfigFactory.parseReader(in, options.setOriginDescription(uri));
      }
    } catch (FileNotFoundException e) {
      throw new UsageException("found no file at --config %s; check the path".formatted(uri), e);
    } catch (ConfigException e) {
      throw new UsageException("cannot parse " + e.getMessage(), e);
    } catch (IOException | IllegalArgumentException e) {
      throw new UsageException("cannot read --config " + uri, e);
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
