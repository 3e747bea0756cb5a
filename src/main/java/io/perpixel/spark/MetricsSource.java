package io.perpixel.spark;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import java.util.function.DoubleSupplier;
import org.apache.spark.SparkEnv;
import org.apache.spark.metrics.source.Source;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Figures of a command in Spark's metrics system, where whatever sinks a cluster has find them:
 * Prometheus' servlet, JMX, Graphite, CSV. They belong to the driver.
 */
public final class MetricsSource implements Source, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MetricsSource.class);

  private final String name;
  private final MetricRegistry registry = new MetricRegistry();

  private MetricsSource(String name) {
    this.name = name;
  }

  /**
   * Makes a command known to the session of this JVM.
   *
   * @param name of the command, one word
   */
  public static MetricsSource register(String name) {
    MetricsSource source = new MetricsSource(name);
    try {
      SparkEnv.get().metricsSystem().registerSource(source);
    } catch (IllegalArgumentException e) {
      LOG.warn("another {} runs in this JVM: its figures are shown, not this one's", name, e);
    }
    return source;
  }

  /**
   * Adds a figure, unless there is one of the name.
   *
   * @param value asked by sinks, at any time, from any thread
   */
  public void gauge(String metric, DoubleSupplier value) {
    if (!registry.getNames().contains(metric)) {
      try {
        registry.register(metric, (Gauge<Double>) value::getAsDouble);
      } catch (IllegalArgumentException e) {
        LOG.debug("{} of another command of this name is shown", metric, e);
      }
    }
  }

  @Override
  public String sourceName() {
    return name;
  }

  @Override
  public MetricRegistry metricRegistry() {
    return registry;
  }

  /** The figures vanish: another command of this JVM may have the name. */
  @Override
  public void close() {
    SparkEnv env = SparkEnv.get();
    if (env != null) {
      env.metricsSystem().removeSource(this);
    }
  }
}
