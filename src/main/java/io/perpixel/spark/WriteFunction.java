package io.perpixel.spark;

import java.io.IOException;
import java.util.Collections;
import java.util.Iterator;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.JobID;
import org.apache.hadoop.mapreduce.RecordWriter;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.mapreduce.TaskID;
import org.apache.hadoop.mapreduce.TaskType;
import org.apache.hadoop.mapreduce.task.TaskAttemptContextImpl;
import org.apache.parquet.hadoop.ParquetOutputFormat;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.internal.io.FileCommitProtocol;
import org.apache.spark.internal.io.FileCommitProtocol.TaskCommitMessage;
import org.apache.spark.internal.io.FileNameSpec;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.execution.datasources.OutputWriterFactory;
import org.apache.spark.util.SerializableConfiguration;
import scala.Option;

/** Writes the rows of a partition into one Parquet file, and commits it. */
final class WriteFunction
    implements Function2<Integer, Iterator<Row>, Iterator<TaskCommitMessage>> {
  private static final long serialVersionUID = 1L;

  private final FileCommitProtocol protocol;
  private final String run;
  private final OutputWriterFactory parquet;
  private final Broadcast<SerializableConfiguration> conf;

  /**
   * @param protocol of the job, which has been set up
   * @param run identity of the job
   * @param parquet knows how files of the job's codec are called
   * @param conf of the job
   */
  WriteFunction(
      FileCommitProtocol protocol,
      String run,
      OutputWriterFactory parquet,
      Broadcast<SerializableConfiguration> conf) {
    this.protocol = protocol;
    this.run = run;
    this.parquet = parquet;
    this.conf = conf;
  }

  @Override
  public Iterator<TaskCommitMessage> call(Integer partition, Iterator<Row> rows)
      throws IOException, InterruptedException {
    TaskAttemptContext attempt = attempt(partition);
    protocol.setupTask(attempt);
    boolean committed = false;
    try {
      // Partition 0 always writes a file, so that a table without rows has its columns.
      if (rows.hasNext() || partition == 0) {
        write(rows, attempt);
      }
      TaskCommitMessage message = protocol.commitTask(attempt);
      committed = true;
      return Collections.singleton(message).iterator();
    } finally {
      if (!committed) {
        protocol.abortTask(attempt);
      }
    }
  }

  private TaskAttemptContext attempt(int partition) {
    TaskContext task = TaskContext.get();
    JobID job = new JobID(run.replace("-", ""), task.stageId());
    TaskID id = new TaskID(job, TaskType.MAP, partition);
    int number = (int) task.taskAttemptId() & Integer.MAX_VALUE;
    Configuration own = new Configuration(conf.value().value());
    TaskAttemptID attempt = new TaskAttemptID(id, number);
    own.set("mapreduce.job.id", job.toString());
    own.set("mapreduce.task.id", id.toString());
    own.set("mapreduce.task.attempt.id", attempt.toString());
    own.setBoolean("mapreduce.task.ismap", true);
    own.setInt("mapreduce.task.partition", 0);
    return new TaskAttemptContextImpl(own, attempt);
  }

  private void write(Iterator<Row> rows, TaskAttemptContext attempt)
      throws IOException, InterruptedException {
    FileNameSpec name = new FileNameSpec("", "-c000" + parquet.getFileExtension(attempt));
    String file = protocol.newTaskTempFile(attempt, Option.empty(), name);
    RecordWriter<Void, Row> writer =
        new ParquetOutputFormat<Row>().getRecordWriter(attempt, new Path(file));
    try {
      while (rows.hasNext()) {
        writer.write(null, rows.next());
      }
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      try {
        writer.close(attempt);
      } catch (IOException | RuntimeException failed) {
        e.addSuppressed(failed);
      }
      throw e;
    }
    writer.close(attempt);
  }
}
