package io.perpixel.manifest;

import java.io.IOException;
import java.util.List;

/** A manifest that cannot be used; the message names file, key, what was found and expected. */
public final class ManifestException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  /**
   * A manifest whose fields are wrong.
   *
   * @param where its name
   * @param problems at least one, each beginning with a JSON path
   */
  ManifestException(String where, List<String> problems) {
    super(where + ": " + problems.get(0) + others(problems.size() - 1));
    this.problems = List.copyOf(problems);
  }

  /** A file that is no JSON. */
  ManifestException(String where, String problem, Throwable cause) {
    super(where + ", " + problem, cause);
    this.problems = List.of(problem);
  }

  private static String others(int count) {
    return count == 0 ? "" : " (and %d more; perpixel manifest verify lists them)".formatted(count);
  }

  /** All that is wrong, each beginning with a JSON path, or line and column. */
  public List<String> problems() {
    return problems;
  }
}
