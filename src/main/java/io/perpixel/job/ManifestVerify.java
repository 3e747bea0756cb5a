package io.perpixel.job;

import io.perpixel.manifest.Manifest;
import io.perpixel.manifest.ManifestException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code perpixel manifest verify --manifest data-manifests/cifar10.json --data data/cifar10}. */
@Command(
    name = "verify",
    description = {
      "Checks a manifest, and the data that it describes.",
      "",
      "All that is wrong with the manifest is listed (exit code 2). With --data every file is read:"
          + " what is missing or has another size or digest is listed (exit code 3), and what is"
          + " there without being in the manifest is told as a warning."
    },
    footer = {
      "",
      "Example:",
      "  perpixel manifest verify --manifest data-manifests/cifar10.json --data data/cifar10"
    })
final class ManifestVerify implements Callable<Integer> {
  @Option(
      names = "--manifest",
      required = true,
      paramLabel = "F",
      description = "Manifest, for example data-manifests/cifar10.json.")
  private String manifestUri;

  @Option(
      names = "--data",
      paramLabel = "URI",
      description = "Directory of the data, on any Hadoop file system.")
  private String dataUri;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Configuration hadoop = SparkHadoopUtil.get().newConfiguration(new SparkConf());
    PrintWriter out = spec.commandLine().getOut();
    Manifest manifest;
    try {
      manifest = ManifestFile.read(manifestUri, hadoop);
    } catch (UsageException e) {
      if (e.getCause() instanceof ManifestException invalid && invalid.problems().size() > 1) {
        PrintWriter err = spec.commandLine().getErr();
        err.printf("%s: %d errors%n", manifestUri, invalid.problems().size());
        invalid.problems().forEach(problem -> err.println("  " + problem));
        return ExitCode.USAGE;
      }
      throw e;
    }
    out.println(manifestUri + ": " + summary(manifest));
    if (dataUri == null) {
      return ExitCode.OK;
    }
    if (manifest.files().isEmpty()) {
      throw new UsageException(
          "--data %s: %s names no files, so that nothing can be verified"
              .formatted(dataUri, manifest.name()));
    }
    return VerifiedData.print(
        manifest,
        DataDirectory.of("--data", dataUri, hadoop),
        new FetchProgress(spec.commandLine().getErr()),
        out);
  }

  private static String summary(Manifest manifest) {
    String files =
        manifest.files().isEmpty()
            ? "to be obtained by hand"
            : "%,d files, %,d bytes".formatted(manifest.files().size(), manifest.size());
    String terms = manifest.terms().isEmpty() ? "" : ", terms: " + manifest.terms();
    return "valid; %s, %s; license: %s%s"
        .formatted(manifest.name(), files, manifest.license(), terms);
  }
}
