package io.perpixel.spark;

import io.perpixel.image.Layout;
import io.perpixel.train.FeatureTensor;
import io.perpixel.train.FeatureType;
import io.perpixel.train.Features;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The Parquet table of features: what the frozen part of a model makes of images. Any Parquet
 * reader can use it.
 *
 * <table>
 *   <caption>Columns</caption>
 *   <tr><td>{@code image_sha256}</td><td>string</td><td>of the image that the model read, its shape
 *       included</td></tr>
 *   <tr><td>{@code id}</td><td>string</td><td>of an image with these values, for people</td></tr>
 *   <tr><td>{@code features}</td><td>array of structs</td><td>one tensor for each place where the
 *       trained part reads: {@code vertex} string, its name in the graph; {@code height}, {@code
 *       width}, {@code channels} int; {@code layout} string, HWC; {@code dtype} string, float32 or
 *       bfloat16; {@code data} binary, row-major, little endian</td></tr>
 *   <tr><td>{@code crc32c}</td><td>bigint</td><td>of all {@code data} of the row</td></tr>
 * </table>
 */
final class FeatureTable {
  /** Raised whenever the columns, or the numbers that equal models give, change their meaning. */
  static final String FORMAT = "features-1";

  /** The column of the values, as Parquet writes the path of an array's element. */
  static final String DATA = "features.list.element." + ImageTable.DATA;

  private static final String IMAGE = "image_sha256";

  private static final StructType TENSOR =
      new StructType(
          new StructField[] {
            field("vertex", DataTypes.StringType),
            field(ImageTable.HEIGHT, DataTypes.IntegerType),
            field(ImageTable.WIDTH, DataTypes.IntegerType),
            field(ImageTable.CHANNELS, DataTypes.IntegerType),
            field(ImageTable.LAYOUT, DataTypes.StringType),
            field(ImageTable.DTYPE, DataTypes.StringType),
            field(ImageTable.DATA, DataTypes.BinaryType),
          });

  private FeatureTable() {}

  static StructType schema() {
    return new StructType(
        new StructField[] {
          field(IMAGE, DataTypes.StringType),
          field(ImageTable.ID, DataTypes.StringType),
          field("features", DataTypes.createArrayType(TENSOR, false)),
          field("crc32c", DataTypes.LongType),
        });
  }

  private static StructField field(String name, DataType type) {
    return DataTypes.createStructField(name, type, false);
  }

  /**
   * A row.
   *
   * @param vertices names of the tensors, in their order
   */
  static Row row(String image, String id, List<String> vertices, Features features) {
    List<Row> tensors = new ArrayList<>();
    for (FeatureTensor tensor : features.tensors()) {
      tensors.add(
          RowFactory.create(
              vertices.get(tensors.size()),
              tensor.height(),
              tensor.width(),
              tensor.channels(),
              Layout.HWC.name(),
              tensor.type().label(),
              tensor.data()));
    }
    return RowFactory.create(image, id, tensors.toArray(), crc(features));
  }

  /**
   * The features of a row.
   *
   * @param vertices names of the tensors that are expected
   * @throws IllegalArgumentException if the row is not what {@link #row} made
   */
  static Features features(Row row, List<String> vertices) {
    List<FeatureTensor> tensors = new ArrayList<>();
    for (Row tensor : row.<Row>getList(2)) {
      String vertex = tensor.getString(0);
      if (tensors.size() >= vertices.size() || !vertices.get(tensors.size()).equals(vertex)) {
        throw damaged(row, "has the tensor %s, expected %s".formatted(vertex, vertices));
      }
      tensors.add(
          new FeatureTensor(
              tensor.getInt(1),
              tensor.getInt(2),
              tensor.getInt(3),
              FeatureType.of(tensor.getString(5)),
              tensor.getAs(6)));
    }
    if (tensors.size() != vertices.size()) {
      throw damaged(row, "has %d tensors, expected %s".formatted(tensors.size(), vertices));
    }
    Features features = new Features(tensors);
    if (crc(features) != row.getLong(3)) {
      throw damaged(row, "does not have its checksum");
    }
    return features;
  }

  private static IllegalArgumentException damaged(Row row, String what) {
    return new IllegalArgumentException("the row of image " + row.getString(1) + " " + what);
  }

  private static long crc(Features features) {
    CRC32C crc = new CRC32C();
    features.tensors().forEach(tensor -> crc.update(tensor.data(), 0, tensor.data().length));
    return crc.getValue();
  }
}
