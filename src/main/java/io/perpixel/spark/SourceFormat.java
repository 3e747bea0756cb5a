package io.perpixel.spark;

import io.perpixel.image.ImageDecoder;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.sql.SparkSession;

/** Layouts that images without targets come in. */
public enum SourceFormat {
  /** An {@link ImageTable}. */
  PARQUET,
  /** A directory, file or glob of pictures. */
  IMAGES,
  /** The batches of CIFAR-10. */
  CIFAR10;

  private static final Set<String> CIFAR10_BATCHES =
      Set.of("data_batch_1.bin", "test_batch.bin", "data_batch_1.png", "test_batch.png");

  /**
   * What lies at {@code uri}, judged by the names of the files.
   *
   * @throws FileNotFoundException if nothing is there
   */
  public static SourceFormat detect(String uri, Configuration conf) throws IOException {
    for (FileStatus file : HadoopFiles.list(uri, conf)) {
      String name = file.getPath().getName();
      if (name.endsWith(".parquet")) {
        return PARQUET;
      }
      if (CIFAR10_BATCHES.contains(name)) {
        return CIFAR10;
      }
    }
    return IMAGES;
  }

  /**
   * Opens a source.
   *
   * @param categories classes to keep; all if empty
   * @throws IllegalArgumentException if nothing of this format is there
   */
  public ImageSource open(SparkSession spark, String uri, List<Integer> categories)
      throws IOException {
    return open(spark, uri, categories, ImageFile.DECODER);
  }

  /** Likewise, with a decoder of pictures. */
  public ImageSource open(
      SparkSession spark, String uri, List<Integer> categories, ImageDecoder decoder)
      throws IOException {
    if (this == IMAGES && !categories.isEmpty()) {
      throw new IllegalArgumentException(
          uri
              + " holds pictures, which have no classes to choose by; expected a table or CIFAR-10");
    }
    return switch (this) {
      case PARQUET -> new TableSource(spark, uri, categories);
      case IMAGES -> new ImageDirectorySource(spark, uri, decoder);
      case CIFAR10 -> new Cifar10DirectorySource(spark, uri, categories);
    };
  }
}
