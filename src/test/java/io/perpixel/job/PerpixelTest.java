package io.perpixel.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.perpixel.train.DivergedException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class PerpixelTest {
  private String out;
  private String err;

  @Test
  void versionComesFromTheBuild() {
    assertThat(run("--version")).isZero();
    assertThat(out).startsWith("perpixel ").doesNotContain("${").containsPattern("\\d");
  }

  @Test
  void everyCommandExplainsItself() {
    assertHelp(Perpixel.commandLine());
  }

  private static void assertHelp(CommandLine command) {
    String name = command.getCommandSpec().qualifiedName();
    assertThat(command.getCommandSpec().usageMessage().description()).as(name).isNotEmpty();
    assertThat(command.getCommandSpec().findOption("--help")).as(name).isNotNull();
    assertThat(command.getCommandSpec().options())
        .allSatisfy(o -> assertThat(o.description()).as(name + " " + o.longestName()).isNotEmpty());
    command.getSubcommands().values().forEach(PerpixelTest::assertHelp);
  }

  @Test
  void noCommandIsWrongUsage() {
    assertThat(run()).isEqualTo(2);
    assertThat(err).contains("no command given", "perpixel --help");
  }

  @Test
  void unknownOptionNamesTheNearest() {
    assertThat(run("--verbos")).isEqualTo(2);
    assertThat(err).contains("--verbos", "--verbose");
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(new UsageException("no such table"), 2, "perpixel fail: no such table"),
        Arguments.of(
            new DivergedException(3, 7, "training loss is NaN"), 4, "epoch 3, batch 7: training"),
        // Spark wraps what a task threw, with the executor's stack trace in its message.
        Arguments.of(
            new SparkException(
                "Job aborted\n\tat x.y(z)", new DivergedException(1, 2, "training loss is NaN")),
            4,
            "perpixel fail: training diverged in epoch 1, batch 2"),
        Arguments.of(
            new IllegalStateException("writing the model", new IOException("No space left\nmore")),
            1,
            "IllegalStateException: writing the model; caused by IOException: No space left"),
        Arguments.of(
            new RuntimeException(new IOException("disk")), 1, "RuntimeException: java.io.IOExcep"),
        Arguments.of(new NullPointerException(), 1, "perpixel fail: NullPointerException"),
        Arguments.of(new OutOfMemoryError("heap"), 1, "perpixel fail: OutOfMemoryError: heap"),
        Arguments.of(new NoClassDefFoundError("a/B"), 1, "NoClassDefFoundError: a/B"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void failureIsOneLineAndAnExitCode(Throwable thrown, int code, String expected) {
    assertThat(fail(thrown)).isEqualTo(code);
    assertThat(err.lines().findFirst().orElseThrow()).contains(expected);
    assertThat(err).doesNotContain("\tat ");
    assertThat(out).isEmpty();
  }

  @Test
  void verbosePrintsTheStackTrace() {
    assertThat(fail(new UsageException("no such table"), "--verbose")).isEqualTo(2);
    assertThat(err).contains("\tat io.perpixel.job.PerpixelTest");
  }

  @Test
  void aLoopOfCausesEnds() {
    Exception first = new Exception("first");
    Exception second = new Exception("second", first);
    first.initCause(second);
    assertThat(fail(first)).isEqualTo(1);
    assertThat(err).contains("first", "second");
  }

  private int run(String... args) {
    return run(Perpixel.commandLine(), List.of(args));
  }

  private int fail(Throwable thrown, String... options) {
    CommandLine root = Perpixel.commandLine();
    root.addSubcommand(new Fail(thrown));
    // Subcommands that are added later do not inherit these.
    root.setExecutionStrategy(root.getExecutionStrategy());
    root.setExecutionExceptionHandler(root.getExecutionExceptionHandler());
    return run(root, Stream.concat(Stream.of("fail"), Stream.of(options)).toList());
  }

  private int run(CommandLine commands, List<String> args) {
    CommandRun run = CommandRun.of(commands, args);
    out = run.out();
    err = run.err();
    return run.code();
  }

  @Command(name = "fail", description = "Throws what it was given.")
  private static final class Fail implements Callable<Integer> {
    private final Throwable thrown;

    Fail(Throwable thrown) {
      this.thrown = thrown;
    }

    @Override
    public Integer call() throws Exception {
      if (thrown instanceof Error error) {
        throw error;
      }
      throw (Exception) thrown;
    }
  }
}
