package io.perpixel.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perpixel.manifest.Destination;
import io.perpixel.manifest.LocalDestination;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HadoopDestinationTest {
  @TempDir private Path directory;

  /**
   * Hadoop's own file system without checksums stands for a remote one: its renames do not replace.
   */
  private Destination remote() throws Exception {
    Configuration configuration = new Configuration();
    configuration.setClass(
        "fs.file.impl", RawLocalFileSystem.class, org.apache.hadoop.fs.FileSystem.class);
    configuration.setBoolean("fs.file.impl.disable.cache", true);
    return HadoopDestination.of(directory.resolve("to").toUri(), configuration);
  }

  private Path local(String content) throws Exception {
    return Files.writeString(directory.resolve("local"), content);
  }

  @Test
  void publishesAndReplaces() throws Exception {
    Destination remote = remote();
    assertThat(remote).isInstanceOf(HadoopDestination.class);
    assertThat(remote.open("deep/a.bin")).isEmpty();

    remote.publish(local("first"), "deep/a.bin");
    remote.publish(local("second one"), "deep/a.bin");
    try (InputStream in = remote.open("deep/a.bin").orElseThrow()) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("second one");
    }
    try (var files = Files.list(directory.resolve("to/deep"))) {
      assertThat(files).containsExactly(directory.resolve("to/deep/a.bin"));
    }
  }

  @Test
  void stagingIsTheSameForTheSameDestinationOnly() throws Exception {
    assertThat(remote().staging()).isEqualTo(remote().staging());
    assertThat(HadoopDestination.of(URI.create("viewfs:///x"), mounts()).staging())
        .isNotEqualTo(remote().staging());
  }

  private Configuration mounts() {
    Configuration configuration = new Configuration();
    configuration.set("fs.viewfs.mounttable.default.link./x", directory.toUri().toString());
    return configuration;
  }

  @Test
  void localPathsWithAndWithoutSchemeAreLocal() throws Exception {
    for (URI uri :
        new URI[] {URI.create(directory + "/x"), URI.create("file:" + directory + "/x")}) {
      Destination destination = HadoopDestination.of(uri, new Configuration());
      assertThat(destination).isInstanceOf(LocalDestination.class);
      assertThat(destination).hasToString(directory + "/x");
    }
  }

  @Test
  void unknownFileSystemIsNamed() {
    assertThatThrownBy(
            () -> HadoopDestination.of(URI.create("gopher://host/x"), new Configuration()))
        .hasMessageContaining("gopher");
  }
}
