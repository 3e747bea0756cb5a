package io.perpixel.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.spark.internal.io.FileCommitProtocol.TaskCommitMessage;
import org.apache.spark.internal.io.cloud.PathOutputCommitProtocol;
import scala.collection.Seq;

/**
 * Spark's commit protocol for every file system (rename where that is cheap, S3A's committers
 * there), with a last question on the driver between the end of all tasks and the moment when the
 * first file becomes visible.
 *
 * <p>Spark makes its instances by name; a gate is therefore set by destination.
 */
public final class GatedCommit extends PathOutputCommitProtocol {
  private static final long serialVersionUID = 1L;

  private static final Map<Path, Gate> GATES = new ConcurrentHashMap<>();

  private final String jobId;
  private final String destination;

  /** As Spark calls it. */
  public GatedCommit(String jobId, String path, boolean dynamicPartitionOverwrite) {
    super(jobId, path, dynamicPartitionOverwrite);
    this.jobId = jobId;
    this.destination = path;
  }

  /** Asked before a job is committed. */
  interface Gate {
    /**
     * Returns if the files may appear; what it throws aborts the job.
     *
     * @param jobId part of the name of each of its files
     */
    void pass(String jobId) throws IOException;
  }

  /** Puts a gate before the next jobs that write to {@code destination}. */
  static void set(Path destination, Gate gate) {
    GATES.put(destination, gate);
  }

  static void remove(Path destination) {
    GATES.remove(destination);
  }

  @Override
  public void commitJob(JobContext context, Seq<TaskCommitMessage> tasks) {
    Gate gate = GATES.get(new Path(destination));
    if (gate != null) {
      try {
        gate.pass(jobId);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    super.commitJob(context, tasks);
  }
}
