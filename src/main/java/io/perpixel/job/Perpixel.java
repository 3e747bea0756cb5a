package io.perpixel.job;

import io.perpixel.spark.ProcessLocale;
import io.perpixel.spark.SparkSessions;
import io.perpixel.train.Build;
import java.io.PrintWriter;
import org.apache.spark.SparkUserAppException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The one entry point: {@code perpixel COMMAND [options]}. */
@Command(
    name = "perpixel",
    description = "Trains and applies per-pixel vision models on Spark.",
    subcommands = {
      Fetch.class,
      ManifestCommand.class,
      Preprocess.class,
      Stats.class,
      PaletteCommand.class,
      Train.class,
      Evaluate.class,
      Predict.class,
      SynthesizeCommand.class,
      ImportWeights.class,
      ExportOnnx.class,
      ExportTorch.class,
      Describe.class,
      Plan.class,
      Bench.class,
      Retrain.class,
      RegistryCommand.class
    },
    versionProvider = Perpixel.Version.class,
    mixinStandardHelpOptions = true,
    usageHelpAutoWidth = true,
    sortOptions = false,
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n",
    parameterListHeading = "%nParameters:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:failed for another reason; --verbose prints the stack trace",
      "2:wrong usage or configuration",
      "3:bad data: more than the failure budget allows, damaged, or drifted",
      "4:training diverged"
    },
    scope = ScopeType.INHERIT)
public final class Perpixel implements Runnable {
  @Spec private CommandSpec spec;

  @CommandLine.Option(
      names = "--verbose",
      description = "Print the stack trace when the command fails.",
      scope = ScopeType.INHERIT)
  boolean verbose;

  private Perpixel() {}

  /** Runs one command and exits with its code. */
  public static void main(String[] args) throws SparkUserAppException {
    ProcessLocale.set();
    int code = commandLine().execute(args);
    SparkSessions.stop();
    if (!inApplicationMaster()) {
      System.exit(code);
    }
    if (code != ExitCode.OK) {
      throw new SparkUserAppException(code);
    }
  }

  /**
   * YARN's application master takes a driver in it that exits for one that failed, and tries again.
   */
  private static boolean inApplicationMaster() {
    return "yarn".equals(System.getProperty("spark.master"))
        && "cluster".equals(System.getProperty("spark.submit.deployMode"));
  }

  /**
   * Runs one command within this process and leaves it, and Spark's session, open for the next.
   *
   * @param out what it prints
   * @param err what it says of a failure
   * @param words the command and its options, as {@link #main} takes them
   * @return the exit code
   */
  public static int run(PrintWriter out, PrintWriter err, String... words) {
    return commandLine().setOut(out).setErr(err).execute(words);
  }

  /** The configured command line; tests run commands through it without leaving the JVM. */
  static CommandLine commandLine() {
    Failures failures = new Failures();
    return new CommandLine(new Perpixel())
        .setExecutionStrategy(Perpixel::execute)
        .setExecutionExceptionHandler(failures)
        .setParameterExceptionHandler(failures)
        .setCaseInsensitiveEnumValuesAllowed(true);
  }

  /** Picocli lets errors, such as a missing library or memory, pass: they are failures too. */
  private static int execute(ParseResult parsed) {
    try {
      return new RunLast().execute(parsed);
    } catch (Error e) {
      throw new ExecutionException(Failures.command(parsed), "", e);
    }
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "no command given");
  }

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      Build build = Build.current();
      String commit = build.commit().map(" (commit %s)"::formatted).orElse("");
      return new String[] {"perpixel " + build.version() + commit};
    }
  }
}
