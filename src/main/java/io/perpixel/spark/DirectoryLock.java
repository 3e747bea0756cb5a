package io.perpixel.spark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets one run at a time write a directory, which is a table's or a training run's: a small file
 * beside it, which says who holds it and is touched every {@link #HEARTBEAT}. Its holder is taken
 * for dead when its process is, if that can be asked, or when the file has not been touched for
 * {@link #LEASE}.
 *
 * <p>On local disks and HDFS only one run can make the file. Object stores replace what is there:
 * of two runs that start within {@link #SETTLING} of each other both may write it, then the one
 * whose file is read back after that time holds the lock. Before it commits a run looks again
 * whether the lock is still its own ({@link #requireHeld}).
 */
final class DirectoryLock implements AutoCloseable {
  static final Duration LEASE = Duration.ofMinutes(3);

  /** Hadoop property: longer than any object store takes to write a small object. */
  static final String SETTLING = "perpixel.lock.settling";

  /** Of the names of locks. */
  static final String PREFIX = ".perpixel-lock-";

  private static final Duration HEARTBEAT = Duration.ofSeconds(20);
  private static final Duration DEFAULT_SETTLING = Duration.ofSeconds(2);
  private static final Duration RETRY = Duration.ofMillis(200);
  private static final int TRIES = 10;

  private static final Logger LOG = LoggerFactory.getLogger(DirectoryLock.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path directory;
  private final Path file;
  private final Configuration conf;
  private final String id = UUID.randomUUID().toString();
  private final Instant since = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private final ScheduledExecutorService heartbeat =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "heartbeat of " + id);
            thread.setDaemon(true);
            return thread;
          });

  /** Of a directory, not taken yet. */
  DirectoryLock(Path directory, Configuration conf) {
    this.directory = directory;
    this.file = file(directory);
    this.conf = conf;
  }

  /**
   * Where the lock of a directory lies; hidden, and outside of what may be replaced, except for a
   * whole bucket's or file system's.
   */
  static Path file(Path directory) {
    return directory.isRoot()
        ? new Path(directory, PREFIX)
        : new Path(directory.getParent(), PREFIX + directory.getName());
  }

  /**
   * Takes it, until it is closed; which it must be even if this fails.
   *
   * @throws DirectoryLockedException if another run has it
   */
  void take() throws IOException {
    for (int i = 0; i < TRIES; i++) {
      claim();
      settle();
      Optional<Found> there = read();
      if (there.isPresent()) {
        if (!there.get().id().equals(id)) {
          throw new DirectoryLockedException(there.get().describe(directory, file));
        }
        heartbeat.scheduleAtFixedRate(
            this::beat, HEARTBEAT.toMillis(), HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
        return;
      }
      // A run that had written over ours has gone again, and took the file along.
    }
    throw contended();
  }

  /**
   * Makes the file.
   *
   * @throws DirectoryLockedException if another run has made one before
   */
  private void claim() throws IOException {
    for (int i = 0; i < TRIES; i++) {
      if (FileStore.createNew(file, content(), conf)) {
        return;
      }
      Optional<Found> there = read();
      boolean held = there.isPresent() && there.get().isHeld();
      // Its file may be made already and not be written yet: another look tells who it is.
      if (held && (there.get().content().isPresent() || i == TRIES - 1)) {
        throw new DirectoryLockedException(there.get().describe(directory, file));
      }
      if (there.isPresent() && !held) {
        removeStale();
      }
      sleep(RETRY);
    }
    throw contended();
  }

  private DirectoryLockedException contended() {
    return new DirectoryLockedException(
        "%s: other runs take and leave %s all the time: one at a time, please"
            .formatted(directory, file));
  }

  /** Waits until an object store shows which of several runs that made the file has got it. */
  private void settle() throws IOException {
    if (ObjectStore.is(file)) {
      long millis =
          conf.getTimeDuration(SETTLING, DEFAULT_SETTLING.toMillis(), TimeUnit.MILLISECONDS);
      sleep(Duration.ofMillis(millis));
    }
  }

  /** What is in a lock's file; without a process if that cannot be read (yet). */
  private record Found(String id, Optional<JsonNode> content, Instant touched) {
    boolean isHeld() {
      return process()
          .flatMap(DriverProcess::isAlive)
          .orElseGet(() -> touched.plus(LEASE).isAfter(Instant.now()));
    }

    private Optional<DriverProcess> process() {
      return content.map(DriverProcess::from);
    }

    String holder() {
      return content
          .map(
              node ->
                  "%s of user %s, since %s"
                      .formatted(
                          DriverProcess.from(node),
                          node.path("user").asText(),
                          node.path("since").asText()))
          .orElse("a run that has not told its name");
    }

    String describe(Path directory, Path file) {
      return "%s is being written by %s, last heard of at %s. Wait for it. If it is dead, its lock counts no more after %s, or remove %s"
          .formatted(
              directory,
              holder(),
              touched.truncatedTo(ChronoUnit.SECONDS),
              touched.plus(LEASE).truncatedTo(ChronoUnit.SECONDS),
              file);
    }
  }

  private Optional<Found> read() throws IOException {
    FileStatus status;
    byte[] bytes;
    try {
      status = file.getFileSystem(conf).getFileStatus(file);
      bytes = HadoopFiles.read(file, conf);
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
    Instant touched = Instant.ofEpochMilli(status.getModificationTime());
    try {
      JsonNode node = JSON.readTree(bytes);
      if (node.hasNonNull("id")) {
        return Optional.of(new Found(node.path("id").asText(), Optional.of(node), touched));
      }
    } catch (JsonProcessingException e) {
      LOG.debug("{} is being written", file, e);
    }
    return Optional.of(new Found("", Optional.empty(), touched));
  }

  private byte[] content() throws IOException {
    ObjectNode node = JSON.createObjectNode();
    node.put("id", id).put("since", since.toString()).put("user", System.getProperty("user.name"));
    DriverProcess.self().to(node);
    return JSON.writeValueAsBytes(node);
  }

  /**
   * Of several runs that find a dead one's lock, one may remove it; else the second would remove
   * the lock that the first has taken since.
   */
  private void removeStale() throws IOException {
    Path permission = file.suffix("-removal");
    if (!FileStore.createNew(permission, new byte[0], conf)) {
      FileStatus[] other = file.getFileSystem(conf).globStatus(permission);
      if (other != null && other.length == 1) {
        Instant made = Instant.ofEpochMilli(other[0].getModificationTime());
        if (made.plus(LEASE).isBefore(Instant.now())) {
          file.getFileSystem(conf).delete(permission, false);
        }
      }
      return;
    }
    try {
      Optional<Found> there = read();
      if (there.isPresent() && !there.get().isHeld()) {
        LOG.warn("{} is of {}, which is dead: taken over", file, there.get().holder());
        file.getFileSystem(conf).delete(file, false);
      }
    } finally {
      file.getFileSystem(conf).delete(permission, false);
    }
  }

  private void beat() {
    try {
      if (!isOurs()) {
        LOG.error("{} is not this run's any more: it will not commit", file);
        heartbeat.shutdown();
      } else if (ObjectStore.is(file)) {
        HadoopFiles.overwrite(file, content(), conf);
      } else {
        file.getFileSystem(conf).setTimes(file, System.currentTimeMillis(), -1);
      }
    } catch (IOException | RuntimeException e) {
      // An exception that left here would end the heartbeat.
      LOG.warn("cannot touch {}: {}", file, e.toString());
    }
  }

  private boolean isOurs() throws IOException {
    return read().filter(found -> found.id().equals(id)).isPresent();
  }

  /**
   * The last question before a commit.
   *
   * @throws DirectoryLockedException if the lock was removed, or went to another run because this
   *     one was not heard of for too long
   */
  void requireHeld() throws IOException {
    if (!isOurs()) {
      throw new DirectoryLockedException(
          "%s: this run has lost %s, so another may be writing: this is not committed"
              .formatted(directory, file));
    }
  }

  @Override
  public void close() throws IOException {
    heartbeat.shutdownNow();
    try {
      // On object stores a late heartbeat would make the file again.
      heartbeat.awaitTermination(HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (isOurs()) {
      file.getFileSystem(conf).delete(file, false);
    }
  }

  private static void sleep(Duration time) throws InterruptedIOException {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for a lock");
    }
  }
}
