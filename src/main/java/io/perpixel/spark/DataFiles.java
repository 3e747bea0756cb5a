package io.perpixel.spark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import scala.Tuple2;

/** The Parquet files of a directory, with the rows that their own footers count. */
final class DataFiles {
  private static final String EXTENSION = ".parquet";

  private DataFiles() {}

  /** Parquet files directly in a directory. */
  static List<FileStatus> in(Path directory, Configuration conf) throws IOException {
    List<FileStatus> files = new ArrayList<>();
    for (FileStatus file : directory.getFileSystem(conf).listStatus(directory)) {
      String name = file.getPath().getName();
      if (file.isFile() && name.endsWith(EXTENSION) && HadoopFiles.isVisible(name)) {
        files.add(file);
      }
    }
    files.sort(Comparator.comparing(file -> file.getPath().getName()));
    return files;
  }

  /** Their paths, as Spark's readers take them. */
  static String[] paths(Path directory, List<DataFile> files) {
    return files.stream()
        .map(file -> new Path(directory, file.name()).toString())
        .toArray(String[]::new);
  }

  /** Their names; a set of its own. */
  static Set<String> names(List<DataFile> files) {
    return files.stream().map(DataFile::name).collect(Collectors.toCollection(HashSet::new));
  }

  /** All files of a table that is complete, but not in its place yet. */
  static List<DataFile> staged(Path directory, SparkSession spark) throws IOException {
    return counted(in(directory, spark.sparkContext().hadoopConfiguration()), spark);
  }

  /** Reads the footers, by Spark tasks: a table may have thousands of files. */
  static List<DataFile> counted(List<FileStatus> files, SparkSession spark) {
    if (files.isEmpty()) {
      return List.of();
    }
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Broadcast<SerializableConfiguration> conf =
        context.broadcast(new SerializableConfiguration(context.hadoopConfiguration()));
    List<Tuple2<String, Long>> named =
        files.stream().map(f -> new Tuple2<>(f.getPath().toString(), f.getLen())).toList();
    List<Long> rows =
        context
            .parallelize(named, Slices.of(named.size(), context.defaultParallelism()))
            .map(file -> rows(new Path(file._1()), conf.value().value()))
            .collect();
    List<DataFile> counted = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      counted.add(
          new DataFile(files.get(i).getPath().getName(), rows.get(i), files.get(i).getLen()));
    }
    return counted;
  }

  private static long rows(Path file, Configuration conf) throws IOException {
    try (ParquetFileReader reader = ParquetFileReader.open(HadoopInputFile.fromPath(file, conf))) {
      return reader.getRecordCount();
    }
  }
}
