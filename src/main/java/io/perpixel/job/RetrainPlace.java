package io.perpixel.job;

import io.perpixel.registry.Alias;
import io.perpixel.registry.PromotionPolicy.Verdict;
import io.perpixel.registry.Registry;
import io.perpixel.registry.RunRecord;
import io.perpixel.registry.Runs;
import io.perpixel.registry.Store;
import io.perpixel.spark.HadoopStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;

/** The settings of retraining, and where its runs, test sets and versions are. */
final class RetrainPlace {
  private final SettingsOptions options;
  private final Settings settings;
  private final RetrainSettings retrain;
  private final PrintWriter out;
  private final Configuration hadoop;
  private final Store registered;
  private final Store directory;
  private final Registry registry;
  private final Runs runs;

  /** Checks the settings as far as they can be without data. */
  RetrainPlace(SettingsOptions options, PrintWriter out) throws IOException {
    this.options = options;
    this.out = out;
    settings = options.load();
    settings.train();
    settings.data();
    settings.palette();
    retrain = settings.retrain();
    hadoop = SparkHadoopUtil.get().newConfiguration(new SparkConf());
    directory = new HadoopStore(retrain.directory(), hadoop);
    registered = new HadoopStore(retrain.registry(), hadoop);
    try {
      registry = new Registry(registered, retrain.model(), Clock.systemUTC());
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage(), e);
    }
    runs = new Runs(directory, retrain.model());
  }

  Settings settings() {
    return settings;
  }

  /** The settings with others laid over them. */
  Settings settings(List<String> overlay) {
    return options.load(overlay.toArray(String[]::new));
  }

  RetrainSettings retrain() {
    return retrain;
  }

  PrintWriter out() {
    return out;
  }

  /** Prints a line at once: a run may take hours, and be read from a log. */
  void say(String format, Object... values) {
    out.printf(format + "%n", values);
    out.flush();
  }

  Configuration hadoop() {
    return hadoop;
  }

  Registry registry() {
    return registry;
  }

  Runs runs() {
    return runs;
  }

  /** Where the frozen test set's table is. */
  String testSet() {
    return directory.shown("%s/test-%s".formatted(retrain.model(), retrain.testName()));
  }

  /**
   * Lets nobody else retrain the model.
   *
   * @throws io.perpixel.registry.LockedException at once, if somebody does
   */
  Store.Lock lock() throws IOException {
    return registered.lock(retrain.model() + "/retrain");
  }

  /** The champion's version. */
  OptionalInt champion() throws IOException {
    Optional<Alias> alias = registry.alias(Alias.CHAMPION);
    return alias.isEmpty() ? OptionalInt.empty() : OptionalInt.of(alias.get().version());
  }

  /**
   * What follows from the scores of a run.
   *
   * @throws UsageException if the settings name metrics that there are not
   */
  Verdict verdict(RunRecord run) {
    try {
      return run.champion().isEmpty()
          ? retrain.policy().judgeFirst(run.metrics())
          : retrain.policy().judge(run.championMetrics(), run.metrics());
    } catch (IllegalArgumentException e) {
      throw new UsageException("retrain.promote: " + e.getMessage(), e);
    }
  }

  /** Notes that a phase has ended. */
  void done(RunRecord run, String phase, long startNanos) throws IOException {
    run.ended(phase, (System.nanoTime() - startNanos) / 1e9);
    runs.write(run);
    out.flush();
  }
}
