package io.perpixel.job;

import io.perpixel.registry.Registry;
import io.perpixel.registry.Store;
import io.perpixel.spark.HadoopStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.NoSuchElementException;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Which registry, and how its mistakes are told. */
final class RegistryOptions {
  @Mixin private SettingsOptions options;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  /** Something to do with a registered model. */
  interface Use {
    int with(Registry registry, PrintWriter out) throws IOException;
  }

  /** Does it; versions that are not there and names that cannot be are the user's mistakes. */
  int use(Use use) throws IOException {
    Settings settings = options.load();
    PrintWriter out = spec.commandLine().getOut();
    try {
      int code =
          use.with(
              new Registry(
                  store(settings), settings.at("registry.model").text(), Clock.systemUTC()),
              out);
      out.flush();
      return code;
    } catch (NoSuchElementException | IllegalStateException | IllegalArgumentException e) {
      throw new UsageException(e.getMessage(), e);
    }
  }

  /** The files of all models. */
  Store store() throws IOException {
    return store(options.load());
  }

  /** As {@link #store()}, by settings. */
  static Store store(Settings settings) throws IOException {
    return new HadoopStore(
        settings.at("registry.directory").text(),
        SparkHadoopUtil.get().newConfiguration(new SparkConf()));
  }
}
