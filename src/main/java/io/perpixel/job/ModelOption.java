package io.perpixel.job;

import io.perpixel.spark.BadDataException;
import io.perpixel.spark.FileStore;
import io.perpixel.train.ModelFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Option;

/** The option {@code --model} of commands that use a model. */
final class ModelOption {
  @Option(
      names = "--model",
      required = true,
      paramLabel = "M",
      description = "Model file, or a directory with model.zip: that of a training run.")
  private String uri;

  /** The model file that a path names: the file itself, or {@code model.zip} in a directory. */
  static String file(String uri, Configuration conf) throws IOException {
    return uri.endsWith("/") || FileStore.isDirectory(uri, conf)
        ? uri.replaceAll("/+$", "") + "/" + EarlierRun.MODEL
        : uri;
  }

  /** What the user called it. */
  String name() {
    return uri;
  }

  /**
   * The model in the file.
   *
   * @throws UsageException if there is none
   * @throws BadDataException if it is damaged, or not a model
   */
  ModelFile read(Configuration conf) throws IOException {
    return read("--model", uri, conf);
  }

  /**
   * The model in a file, or in {@code model.zip} of a directory.
   *
   * @param option that named it, for messages
   * @throws UsageException if there is none
   * @throws BadDataException if it is damaged, or not a model
   */
  static ModelFile read(String option, String uri, Configuration conf) throws IOException {
    byte[] bytes;
    try {
      bytes = FileStore.read(file(uri, conf), conf);
    } catch (FileNotFoundException e) {
      if (FileStore.isDirectory(uri, conf)) {
        throw new UsageException(
            "%s %s: found the directory, but no %s in it; expected a model file, or the directory of a training run that has ended (train --resume goes on with one that was stopped)"
                .formatted(option, uri, EarlierRun.MODEL));
      }
      throw new UsageException(option + " " + e.getMessage(), e);
    }
    try {
      return ModelFile.read(bytes, uri);
    } catch (IOException e) {
      throw new BadDataException(option + " " + e.getMessage(), e);
    }
  }
}
