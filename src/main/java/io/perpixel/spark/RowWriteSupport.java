package io.perpixel.spark;

import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.execution.datasources.parquet.ParquetWriteSupport;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Rows of integers, strings and bytes to Parquet, with the schema and metadata that Spark gives its
 * own files.
 *
 * <p>Spark copies the bytes of each value four times on their way from a row to here, and lets
 * Parquet copy those that are the least and greatest of their page. An image never changes once it
 * is in a row, so none of that is needed.
 */
public final class RowWriteSupport extends WriteSupport<Row> {
  private StructField[] fields;
  private RecordConsumer consumer;

  /** As Parquet calls it. */
  public RowWriteSupport() {}

  @Override
  public WriteContext init(Configuration conf) {
    String schema = conf.get(ParquetWriteSupport.SPARK_ROW_SCHEMA());
    fields = ((StructType) DataType.fromJson(schema)).fields();
    return new ParquetWriteSupport().init(conf);
  }

  @Override
  public void prepareForWrite(RecordConsumer recordConsumer) {
    consumer = recordConsumer;
  }

  @Override
  public void write(Row row) {
    consumer.startMessage();
    for (int i = 0; i < fields.length; i++) {
      if (!row.isNullAt(i)) {
        consumer.startField(fields[i].name(), i);
        write(fields[i], row.get(i));
        consumer.endField(fields[i].name(), i);
      } else if (!fields[i].nullable()) {
        throw new IllegalStateException("a row has no " + fields[i].name());
      }
    }
    consumer.endMessage();
  }

  private void write(StructField field, Object value) {
    if (value instanceof Integer number) {
      consumer.addInteger(number);
    } else if (value instanceof String text) {
      consumer.addBinary(Binary.fromString(text));
    } else if (value instanceof byte[] bytes) {
      consumer.addBinary(Binary.fromConstantByteArray(bytes));
    } else {
      throw new IllegalStateException(
          "column %s: expected an int, a string or bytes, found %s"
              .formatted(field.name(), value.getClass()));
    }
  }
}
