package io.perpixel.job;

import io.perpixel.spark.BadDataException;
import io.perpixel.spark.FileStore;
import io.perpixel.train.Content;
import java.io.IOException;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Option;

/** The options of commands that write a model for other programs: where to, and over what. */
final class ExportTarget {
  @Option(
      names = "--to",
      required = true,
      paramLabel = "F",
      description = "File to write, on any Hadoop file system.")
  private String uri;

  @Option(names = "--overwrite", description = "Replace a file that is there already.")
  private boolean overwrite;

  /** What the user called it. */
  String name() {
    return uri;
  }

  /**
   * Checks that the file may be written; before the model is read, which may take long.
   *
   * @throws UsageException if it is there already and not to be replaced, or is a directory, or the
   *     model itself
   */
  void check(ModelOption model, Configuration hadoop) throws IOException {
    if (uri.endsWith("/") || FileStore.isDirectory(uri, hadoop)) {
      throw new UsageException("--to %s is a directory; expected a file".formatted(uri));
    }
    if (FileStore.isSame(uri, ModelOption.file(model.name(), hadoop), hadoop)) {
      throw new UsageException(
          "--to %s is the model that is to be exported: name another file".formatted(uri));
    }
    if (!overwrite && FileStore.exists(uri, hadoop)) {
      throw new UsageException(
          "--to %s: there is such a file already; --overwrite replaces it".formatted(uri));
    }
  }

  /**
   * What is to be written of a model.
   *
   * @throws BadDataException if the model has something that cannot be exported
   */
  static <T> T made(ModelOption model, Supplier<T> export) throws BadDataException {
    try {
      return export.get();
    } catch (IllegalArgumentException e) {
      throw new BadDataException("--model " + model.name() + ": " + e.getMessage(), e);
    }
  }

  /** Writes the file, all of it or nothing. */
  void write(Content content, Configuration hadoop) throws IOException {
    FileStore.replace(uri, content, hadoop);
  }
}
