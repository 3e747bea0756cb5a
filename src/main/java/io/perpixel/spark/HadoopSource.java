package io.perpixel.spark;

import io.perpixel.nn.weights.CheckpointSource;
import java.io.Closeable;
import java.io.IOException;
import org.apache.hadoop.fs.FSDataInputStream;

/** A file on a Hadoop file system, read at any position: of a large one only what is asked for. */
public final class HadoopSource implements CheckpointSource, Closeable {
  private final String name;
  private final long size;
  private final FSDataInputStream in;

  HadoopSource(String name, long size, FSDataInputStream in) {
    this.name = name;
    this.size = size;
    this.in = in;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public void read(long position, byte[] into, int offset, int length) throws IOException {
    in.readFully(position, into, offset, length);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
