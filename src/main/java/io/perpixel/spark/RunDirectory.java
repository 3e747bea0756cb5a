package io.perpixel.spark;

import io.perpixel.train.Content;
import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The directory of a training run on any Hadoop file system. Files are replaced whole: a reader
 * sees the old content or the new.
 */
public final class RunDirectory {
  private static final Pattern CHECKPOINT = Pattern.compile("epoch-(\\d{5,9})\\.zip");
  private static final Pattern WITHIN = Pattern.compile("within-(\\d{5,9})\\.zip");
  private static final Pattern BEST = Pattern.compile("best-(\\d{5,9})\\.zip");

  private final Path root;
  private final Configuration conf;
  private DirectoryLocks lock;

  /** The directory at a path or URI; it is made with the first file. */
  public RunDirectory(String uri, Configuration conf) throws IOException {
    root = HadoopFiles.qualify(uri, conf);
    this.conf = conf;
  }

  /**
   * Keeps other runs from writing here until it is closed. If the lock is lost nothing more is
   * written.
   *
   * @throws DirectoryLockedException if another run is writing
   */
  public Closeable lock() throws IOException {
    DirectoryLocks taken = new DirectoryLocks(List.of(root), conf);
    lock = taken;
    return () -> {
      lock = null;
      taken.close();
    };
  }

  /** How its file system is reached. */
  public Configuration conf() {
    return conf;
  }

  /** A file of the directory, as the user would name it. */
  public String path(String name) {
    return HadoopFiles.shown(new Path(root, name));
  }

  /** Whether a file is there. */
  public boolean exists(String name) throws IOException {
    Path file = new Path(root, name);
    return file.getFileSystem(conf).exists(file);
  }

  /** Content of a file; empty if there is none. */
  public Optional<byte[]> read(String name) throws IOException {
    try {
      return Optional.of(HadoopFiles.read(new Path(root, name), conf));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  /** Content of a file that is there, to be written elsewhere without being in the heap first. */
  public Content content(String name) {
    Path file = new Path(root, name);
    return out -> {
      try (InputStream in = file.getFileSystem(conf).open(file)) {
        in.transferTo(out);
      }
    };
  }

  /**
   * Writes or replaces a file.
   *
   * @throws DirectoryLockedException if the directory was locked and is another run's now
   */
  public void write(String name, byte[] content) throws IOException {
    write(name, Content.of(content));
  }

  /** Writes or replaces a file of UTF-8 text. */
  public void write(String name, String text) throws IOException {
    write(name, text.getBytes(StandardCharsets.UTF_8));
  }

  /** As {@link #write(String, byte[])}. */
  public void write(String name, Content content) throws IOException {
    if (lock != null) {
      lock.requireHeld();
    }
    FileStore.replace(new Path(root, name).toString(), content, conf);
  }

  /** Name of the checkpoint after an epoch. */
  public static String checkpoint(int epoch) {
    return "checkpoints/epoch-%05d.zip".formatted(epoch);
  }

  /** Name of the checkpoint in the middle of an epoch. */
  public static String within(int epoch) {
    return "checkpoints/within-%05d.zip".formatted(epoch);
  }

  /** Name of the model of an epoch that was the best so far. */
  public static String best(int epoch) {
    return "checkpoints/best-%05d.zip".formatted(epoch);
  }

  /** The checkpoints, after epochs and within, newest first. */
  public List<String> checkpoints() throws IOException {
    // Within epoch 4 is later than after epoch 3, and earlier than after epoch 4.
    TreeMap<Integer, String> byAge = new TreeMap<>(Comparator.reverseOrder());
    List<String> files = files();
    epochs(files, CHECKPOINT).forEach(epoch -> byAge.put(2 * epoch, checkpoint(epoch)));
    epochs(files, WITHIN).forEach(epoch -> byAge.put(2 * epoch - 1, within(epoch)));
    return List.copyOf(byAge.values());
  }

  /** The file of each epoch whose model is here, as a checkpoint or as the best. */
  public Map<Integer, String> models() throws IOException {
    Map<Integer, String> models = new TreeMap<>();
    List<String> files = files();
    epochs(files, BEST).forEach(epoch -> models.put(epoch, best(epoch)));
    epochs(files, CHECKPOINT).forEach(epoch -> models.put(epoch, checkpoint(epoch)));
    return models;
  }

  private List<String> files() throws IOException {
    Path directory = new Path(root, "checkpoints");
    try {
      return Arrays.stream(directory.getFileSystem(conf).listStatus(directory))
          .map(file -> file.getPath().getName())
          .toList();
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }

  /** The epochs of files of such names, newest first. */
  private static List<Integer> epochs(List<String> files, Pattern name) {
    return files.stream()
        .map(name::matcher)
        .filter(Matcher::matches)
        .map(matcher -> Integer.parseInt(matcher.group(1)))
        .sorted(Comparator.reverseOrder())
        .toList();
  }

  /** Deletes the checkpoints within epochs but that of one. */
  public void pruneWithin(int present) throws IOException {
    for (int epoch : epochs(files(), WITHIN)) {
      if (epoch != present) {
        delete(within(epoch));
      }
    }
  }

  /**
   * Deletes all checkpoints after epochs but the newest {@code keep}, those within epochs up to the
   * newest, and all best models but one epoch's.
   */
  public void prune(int keep, int best) throws IOException {
    List<String> files = files();
    List<Integer> epochs = epochs(files, CHECKPOINT);
    for (int epoch : epochs(files, WITHIN)) {
      if (!epochs.isEmpty() && epoch <= epochs.get(0)) {
        delete(within(epoch));
      }
    }
    for (int epoch : epochs.subList(Math.min(keep, epochs.size()), epochs.size())) {
      delete(checkpoint(epoch));
    }
    for (int epoch : epochs(files, BEST)) {
      if (epoch != best) {
        delete(best(epoch));
      }
    }
  }

  private void delete(String name) throws IOException {
    Path file = new Path(root, name);
    file.getFileSystem(conf).delete(file, false);
  }

  /**
   * Whether nothing of a run is here: hidden files are locks, and what a run left that was killed
   * while it wrote.
   */
  public boolean isEmpty() throws IOException {
    FileSystem fs = root.getFileSystem(conf);
    return !fs.exists(root)
        || Arrays.stream(fs.listStatus(root))
            .noneMatch(file -> HadoopFiles.isVisible(file.getPath().getName()));
  }

  @Override
  public String toString() {
    return HadoopFiles.shown(root);
  }
}
