package io.perpixel.job;

import io.perpixel.registry.Registry;
import io.perpixel.registry.Verification;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code registry verify}. */
@Command(
    name = "verify",
    description = {
      "Reads every file of every version and every alias, and names what is not as it was written.",
      "Exit code 3 if something is not."
    })
final class RegistryVerify implements Callable<Integer> {
  @Mixin private RegistryOptions options;

  @Override
  public Integer call() throws IOException {
    return options.use(RegistryVerify::verify);
  }

  private static int verify(Registry registry, PrintWriter out) throws IOException {
    Verification.Findings findings = Verification.of(registry);
    findings.problems().forEach(out::println);
    out.printf(
        "%s: %d versions, %d files, %d problems%n",
        registry.model(), findings.versions(), findings.files(), findings.problems().size());
    return findings.problems().isEmpty() ? ExitCode.OK : ExitCode.BAD_DATA;
  }
}
