package io.perpixel.report;

import io.perpixel.train.EpochRecord;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One training run, as far as plots and comparisons need it.
 *
 * @param name shown in legends and tables
 * @param settings what the run was given; comparisons show those that differ between runs
 * @param epochs its history, oldest first; may be empty
 */
public record Run(String name, Map<String, Object> settings, List<EpochRecord> epochs) {
  /** Copies the collections, settings in their own order. */
  public Run {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    epochs = List.copyOf(epochs);
  }
}
