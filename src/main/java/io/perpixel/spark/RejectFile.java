package io.perpixel.spark;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Where one task puts what it rejects, until a table is made of it: a JSON object a line. */
final class RejectFile implements Closeable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String path;
  private final BufferedWriter out;

  /** Makes a file of its own, for a task may be tried twice, at the same time even. */
  RejectFile(String directory, Configuration conf) throws IOException {
    Path file = new Path(directory, UUID.randomUUID() + ".json");
    this.path = file.toString();
    this.out =
        new BufferedWriter(
            new OutputStreamWriter(
                file.getFileSystem(conf).create(file, false), StandardCharsets.UTF_8));
  }

  void add(Reject reject) {
    ObjectNode line = JSON.createObjectNode();
    line.put("id", reject.id()).put("stage", reject.stage()).put("reason", reject.reason());
    try {
      out.write(JSON.writeValueAsString(line));
      out.write('\n');
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write rejects to " + path, e);
    }
  }

  String path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
