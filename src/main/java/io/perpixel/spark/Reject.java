package io.perpixel.spark;

import java.io.Serializable;
import java.util.Comparator;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * One row of a rejects table.
 *
 * @param id what was rejected: an id or a path
 * @param stage where: {@code read}, {@code decode}, {@code pair} or a stage as written by the user
 * @param reason what was found and what was expected
 * @param foreseen whether it is known of the data, so that it costs no budget; not in the table
 */
public record Reject(String id, String stage, String reason, boolean foreseen)
    implements Serializable {
  /** As in a rejects table. */
  static final Comparator<Reject> ORDER =
      Comparator.comparing(Reject::id).thenComparing(Reject::stage);

  private static final int LONGEST_REASON = 500;

  public Reject {
    if (reason.length() > LONGEST_REASON) {
      reason = reason.substring(0, LONGEST_REASON - 1) + "…";
    }
  }

  /** One that was not foreseen. */
  public Reject(String id, String stage, String reason) {
    this(id, stage, reason, false);
  }

  static StructType schema() {
    return new StructType()
        .add("id", DataTypes.StringType, false)
        .add("stage", DataTypes.StringType, false)
        .add("reason", DataTypes.StringType, false);
  }

  @Override
  public String toString() {
    return id + " [" + stage + "] " + reason;
  }
}
