package io.perpixel.spark;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.CollectionAccumulator;
import org.apache.spark.util.LongAccumulator;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;

/**
 * Counts what a pass reads and rejects. The rejects themselves never come to the driver: each task
 * writes its own to a file, whose name comes with its counts.
 *
 * <p>Spark counts an accumulator once per task only in the stage that writes: use a tally in the
 * last narrow step before {@link TableWriter}, never before a shuffle. The same holds for the names
 * of the files: those of a task that failed, or came second, are not among them.
 */
public final class Tally implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String run;
  private final String directory;
  private final Broadcast<SerializableConfiguration> conf;
  private final LongAccumulator read;
  private final LongAccumulator bytes;
  private final RejectAccumulator rejects;
  private final CollectionAccumulator<String> files;
  private transient RejectFile open;

  /**
   * Of one pass.
   *
   * @param run names the pass's {@link StagedDirectory}
   * @param directory inside that, where tasks may write
   */
  Tally(SparkSession spark, String run, Path directory) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    this.run = run;
    this.directory = directory.toString();
    this.conf = context.broadcast(new SerializableConfiguration(context.hadoopConfiguration()));
    this.read = context.sc().longAccumulator("images read");
    this.bytes = context.sc().longAccumulator("bytes read");
    this.rejects = RejectAccumulator.on(context.sc());
    this.files = new CollectionAccumulator<>();
    context.sc().register(files);
  }

  String run() {
    return run;
  }

  /** Identifies the accumulator of {@link #readCount}. */
  long readId() {
    return read.id();
  }

  /** On executors: one more row was read. */
  void read(SourceItem item) {
    read.add(1L);
    bytes.add(item.bytes());
  }

  /** On executors: the row just read is of no use. */
  void reject(Reject reject) {
    if (open == null) {
      open = open();
    }
    open.add(reject);
    rejects.add(reject);
  }

  private RejectFile open() {
    try {
      RejectFile file = new RejectFile(directory, conf.value().value());
      TaskCompletionListener listener = context -> abandon();
      TaskContext.get().addTaskCompletionListener(listener);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write rejects to " + directory, e);
    }
  }

  /** On executors: after the last row of a task. Without it what it rejected is lost. */
  void end() {
    if (open == null) {
      return;
    }
    try {
      open.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write rejects to " + directory, e);
    }
    files.add(open.path());
    open = null;
  }

  private void abandon() {
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        // The task has failed, and nobody will read the file.
        open = null;
      }
    }
  }

  /** On executors: {@code rows}, with {@link #end} behind the last one. */
  <T> Iterator<T> ending(Iterator<T> rows) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        boolean more = rows.hasNext();
        if (!more) {
          end();
        }
        return more;
      }

      @Override
      public T next() {
        return rows.next();
      }
    };
  }

  /** On the driver, at any time: rows read by tasks that have ended. */
  public long readCount() {
    return read.value();
  }

  /** Likewise: bytes of what these rows were decoded from. */
  public long bytesRead() {
    return bytes.value();
  }

  /** Likewise: what these tasks rejected. */
  public RejectSummary rejects() {
    return rejects.value().copy();
  }

  /** On the driver, after the pass: the rejects, in no particular order. */
  Dataset<Row> rejectRows(SparkSession spark) {
    List<String> written = new ArrayList<>(files.value());
    return written.isEmpty()
        ? spark.createDataFrame(List.<Row>of(), Reject.schema())
        : spark.read().schema(Reject.schema()).json(written.toArray(String[]::new));
  }
}
