package io.perpixel.job;

import io.perpixel.manifest.DataCheck;
import io.perpixel.manifest.Destination;
import io.perpixel.manifest.Manifest;
import io.perpixel.manifest.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;

/** Says whether what is at a destination is what a manifest describes. */
final class VerifiedData {
  private static final int SHOWN_EXTRAS = 20;

  private VerifiedData() {}

  /**
   * Reads all of it and prints a line for each file that is wrong.
   *
   * @return the exit code
   */
  static int print(Manifest manifest, Destination data, Progress progress, PrintWriter out)
      throws IOException {
    DataCheck check = new DataCheck(manifest, data);
    Map<String, String> problems = check.problems(progress);
    problems.forEach((name, problem) -> out.println(data + "/" + name + " " + problem));
    List<String> extras = check.extras();
    extras.stream()
        .limit(SHOWN_EXTRAS)
        .forEach(name -> out.println("warning: " + data + "/" + name + " is not in the manifest"));
    if (extras.size() > SHOWN_EXTRAS) {
      out.printf("warning: and %,d more%n", extras.size() - SHOWN_EXTRAS);
    }
    int files = manifest.files().size();
    out.printf(
        "%s: %d of %d files in %s are right%n",
        manifest.name(), files - problems.size(), files, data);
    return problems.isEmpty() ? ExitCode.OK : ExitCode.BAD_DATA;
  }
}
