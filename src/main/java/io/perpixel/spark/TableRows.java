package io.perpixel.spark;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.lib.output.FileOutputFormat;
import org.apache.parquet.hadoop.ParquetOutputFormat;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.internal.io.FileCommitProtocol;
import org.apache.spark.internal.io.FileCommitProtocol.TaskCommitMessage;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.OutputWriterFactory;
import org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import scala.collection.JavaConverters;

/**
 * Rows on their way into a Parquet table, one file a partition: what Spark's own data frames would
 * write, through the same commit protocol, but from the rows as they are. On the way through a data
 * frame an image is copied six times.
 *
 * @param rdd rows, not computed yet, that nobody changes afterwards
 * @param schema of columns that are integers, strings or bytes
 */
record TableRows(JavaRDD<Row> rdd, StructType schema) {
  /**
   * Images and tensors are large and never repeat: no dictionaries, and a check of the page size at
   * every row, where Parquet's default of 100 rows lets a page of megapixels grow to gigabytes.
   */
  static final Map<String, String> LARGE_VALUES =
      Map.of(
          "parquet.enable.dictionary#" + ImageTable.DATA,
          "false",
          "parquet.enable.dictionary#" + ImageTable.TARGET_PREFIX + ImageTable.DATA,
          "false",
          "parquet.enable.dictionary#" + FeatureTable.DATA,
          "false",
          "parquet.page.size.row.check.min",
          "1",
          "parquet.page.size.row.check.max",
          "16");

  /** Committers tell jobs apart by it. */
  private static final String JOB = "spark.sql.sources.writeJobUUID";

  /**
   * Computes the rows.
   *
   * @param directory comes to hold the files, beside what is there
   */
  void write(Path directory, SparkSession spark) throws IOException {
    Job job = Job.getInstance(spark.sessionState().newHadoopConf());
    FileOutputFormat.setOutputPath(job, directory);
    OutputWriterFactory parquet =
        new ParquetFileFormat()
            .prepareWrite(spark, job, scala.collection.immutable.Map$.MODULE$.empty(), schema);
    ParquetOutputFormat.setWriteSupportClass(job, RowWriteSupport.class);
    Configuration conf = job.getConfiguration();
    LARGE_VALUES.forEach(conf::set);
    String run = UUID.randomUUID().toString();
    conf.set(JOB, run);
    String protocolClass = spark.sessionState().conf().fileCommitProtocolClass();
    FileCommitProtocol protocol =
        FileCommitProtocol.instantiate(protocolClass, run, directory.toString(), false);
    protocol.setupJob(job);
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    // A file with the columns, and a directory that is a table, even if there is nothing at all.
    JavaRDD<Row> rows = rdd.getNumPartitions() == 0 ? context.parallelize(List.<Row>of(), 1) : rdd;
    Broadcast<SerializableConfiguration> broadcast =
        context.broadcast(new SerializableConfiguration(conf));
    boolean committed = false;
    try {
      List<TaskCommitMessage> messages =
          rows.mapPartitionsWithIndex(new WriteFunction(protocol, run, parquet, broadcast), false)
              .collect();
      protocol.commitJob(job, JavaConverters.asScalaBuffer(messages));
      committed = true;
    } finally {
      if (!committed) {
        protocol.abortJob(job);
      }
      Release.of(broadcast);
    }
  }
}
