package io.perpixel.spark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * A small file that says which process is writing, so that a later run can tell what was left by
 * one that was killed from what another is still busy with.
 *
 * @param writer the driver
 * @param run identifies the write
 * @param obsolete names of files that the write replaces
 */
record WriterMark(DriverProcess writer, String run, List<String> obsolete) {
  /** A write on another host cannot be asked; after this time nobody waits for it. */
  private static final Duration PATIENCE = Duration.ofDays(1);

  private static final Set<String> LIVE = ConcurrentHashMap.newKeySet();
  private static final ObjectMapper JSON = new ObjectMapper();

  WriterMark {
    obsolete = List.copyOf(obsolete);
  }

  /** A mark of this process, which is alive until {@link #end}. */
  static WriterMark begin(String run, List<String> obsolete) {
    LIVE.add(run);
    return new WriterMark(DriverProcess.self(), run, obsolete);
  }

  void end() {
    LIVE.remove(run);
  }

  void write(Path file, Configuration conf) throws IOException {
    ObjectNode node = JSON.createObjectNode();
    writer.to(node);
    node.put("run", run);
    obsolete.forEach(node.putArray("obsolete")::add);
    HadoopFiles.overwrite(file, JSON.writeValueAsBytes(node), conf);
  }

  /** The mark of a write that nobody is busy with any more; empty if somebody may be. */
  static Optional<WriterMark> dead(FileStatus file, Configuration conf) throws IOException {
    JsonNode node;
    try {
      node = JSON.readTree(HadoopFiles.read(file.getPath(), conf));
    } catch (JsonProcessingException e) {
      node = JSON.createObjectNode(); // Cut off in the middle: as from a host that is not known.
    }
    List<String> names = new ArrayList<>();
    node.path("obsolete").forEach(name -> names.add(name.asText()));
    WriterMark mark = new WriterMark(DriverProcess.from(node), node.path("run").asText(), names);
    Instant written = Instant.ofEpochMilli(file.getModificationTime());
    return mark.isAlive(written) ? Optional.empty() : Optional.of(mark);
  }

  private boolean isAlive(Instant written) {
    return writer.isSelf()
        ? LIVE.contains(run)
        : writer.isAlive().orElseGet(() -> written.plus(PATIENCE).isAfter(Instant.now()));
  }
}
