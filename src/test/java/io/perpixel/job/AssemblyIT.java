package io.perpixel.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is in {@code target/perpixel.jar}, as the build has just made it, and what is not. */
class AssemblyIT {
  private static final Pattern NATIVE = Pattern.compile(".*\\.(so(\\.\\d+)*|dll|dylib|jnilib|a)");

  private static JarFile jar;
  private static List<String> names;

  @BeforeAll
  static void open() throws IOException {
    jar = new JarFile("target/perpixel.jar");
    names = jar.stream().map(ZipEntry::getName).toList();
  }

  @AfterAll
  static void close() throws IOException {
    jar.close();
  }

  @Test
  void licenceAndNoticeAreOurs() throws IOException {
    for (String file : List.of("LICENSE", "NOTICE")) {
      try (InputStream in = jar.getInputStream(jar.getEntry("META-INF/" + file))) {
        assertThat(in.readAllBytes()).isEqualTo(Files.readAllBytes(Path.of(file)));
      }
    }
  }

  @Test
  void licencesOfOthersAreKeptByArtifact() {
    assertThat(names).contains("META-INF/licenses/BSD-MIT.txt");
    assertThat(names)
        .filteredOn(
            name -> name.startsWith("META-INF/licenses/") && name.contains("/jackson-core-"))
        .anyMatch(name -> name.endsWith("/LICENSE"))
        .anyMatch(name -> name.endsWith("/NOTICE"));
    assertThat(names)
        .filteredOn(name -> name.matches("META-INF/[^/]*(LICENSE|NOTICE)[^/]*"))
        .containsExactlyInAnyOrder("META-INF/LICENSE", "META-INF/NOTICE");
  }

  @Test
  void nothingIsThereTwice() {
    assertThat(names).doesNotHaveDuplicates();
  }

  /** The cluster's own Spark counts; tests' libraries have no business there. */
  @Test
  void sparkAndTestsAreNotInside() {
    assertThat(names)
        .contains("io/perpixel/job/Perpixel.class")
        .noneMatch(name -> name.startsWith("org/apache/spark/sql/"))
        .noneMatch(name -> name.startsWith("org/apache/spark/SparkContext"))
        .noneMatch(name -> name.startsWith("org/apache/hadoop/fs/FileSystem"))
        .noneMatch(name -> name.startsWith("scala/"))
        .noneMatch(name -> name.startsWith("org/junit/"))
        .noneMatch(name -> name.startsWith("org/assertj/"))
        .noneMatch(name -> name.startsWith("io/perpixel/testing/"));
  }

  @Test
  void nativeCodeIsForLinuxOnX86() {
    assertThat(names)
        .filteredOn(name -> NATIVE.matcher(name).matches())
        .isNotEmpty()
        .allMatch(name -> name.matches("(?i).*/linux[-/]x86[-_]64(-onednn)?/.*"));
  }
}
