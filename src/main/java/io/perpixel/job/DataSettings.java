package io.perpixel.job;

import java.util.List;
import java.util.OptionalInt;

/**
 * The section {@code data}; {@code reference.conf} says what each key means.
 *
 * @param manifest path of the data manifest
 * @param directory where downloads and tables are kept
 * @param format {@code cifar10}, {@code images}, {@code pairs} or {@code parquet}
 * @param limit only the first N images of each split
 * @param category only images of this class
 * @param failureBudget share of rows that may be rejected, 0 to 1
 */
public record DataSettings(
    String manifest,
    String directory,
    String format,
    OptionalInt limit,
    OptionalInt category,
    double failureBudget) {

  static DataSettings from(Settings settings) {
    return new DataSettings(
        settings.at("data.manifest").text(),
        settings.at("data.directory").text(),
        settings.at("data.format").choice(List.of("cifar10", "images", "pairs", "parquet")),
        settings.at("data.limit").optionalInteger(1, Integer.MAX_VALUE),
        settings.at("data.category").optionalInteger(0, Integer.MAX_VALUE),
        settings.at("data.failure-budget").fraction());
  }
}
