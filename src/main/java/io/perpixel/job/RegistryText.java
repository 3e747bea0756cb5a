package io.perpixel.job;

import io.perpixel.registry.ModelVersion;
import io.perpixel.report.Figures;
import java.util.stream.Collectors;

/** How versions are printed. */
final class RegistryText {
  private RegistryText() {}

  /** A version's metrics in one line, without those of single classes. */
  static String metrics(ModelVersion version) {
    return version.metrics().entrySet().stream()
        .filter(metric -> !Figures.isOfOneClass(metric.getKey()))
        .map(
            metric ->
                "%s %s"
                    .formatted(metric.getKey(), Figures.metric(metric.getKey(), metric.getValue())))
        .collect(Collectors.joining(", "));
  }
}
