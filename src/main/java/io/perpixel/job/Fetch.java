package io.perpixel.job;

import io.perpixel.manifest.Destination;
import io.perpixel.manifest.FetchException;
import io.perpixel.manifest.FetchSettings;
import io.perpixel.manifest.Fetcher;
import io.perpixel.manifest.Manifest;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code perpixel fetch --manifest data-manifests/cifar10.json --to data/cifar10}. */
@Command(
    name = "fetch",
    description = {
      "Downloads a data set, verifies every file and publishes it.",
      "",
      "Sources are tried in the manifest's order until one delivers. A broken download is resumed"
          + " by the next run; a run that finds everything in place does nothing."
    },
    footer = {
      "",
      "Example:",
      "  perpixel fetch --manifest data-manifests/cifar10.json --to data/cifar10"
    })
final class Fetch implements Callable<Integer> {
  private static final int SHOWN_SOURCES = 5;

  @Option(
      names = "--manifest",
      required = true,
      paramLabel = "F",
      description = "Manifest, for example data-manifests/cifar10.json.")
  private String manifestUri;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "URI",
      description = "Directory for the data, on any Hadoop file system.")
  private String destinationUri;

  @Option(
      names = "--verify",
      description = "Only verify what is there; exit code 3 if it is not right.")
  private boolean verifyOnly;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Configuration hadoop = SparkHadoopUtil.get().newConfiguration(new SparkConf());
    Manifest manifest = manifest(hadoop);
    Destination destination = destination(hadoop);
    FetchProgress progress = new FetchProgress(spec.commandLine().getErr());
    return verifyOnly
        ? VerifiedData.print(manifest, destination, progress, spec.commandLine().getOut())
        : fetch(fetcher(manifest, destination, progress, hadoop), manifest, destination);
  }

  /**
   * Fetches as the command does, for commands that need the data.
   *
   * @throws FetchException if no source delivers
   */
  static void fetch(String manifestUri, String destinationUri, PrintWriter out)
      throws IOException, InterruptedException {
    Fetch fetch = new Fetch();
    fetch.manifestUri = manifestUri;
    fetch.destinationUri = destinationUri;
    Configuration hadoop = SparkHadoopUtil.get().newConfiguration(new SparkConf());
    Manifest manifest = fetch.manifest(hadoop);
    Destination destination = fetch.destination(hadoop);
    Fetcher fetcher = fetcher(manifest, destination, new FetchProgress(out), hadoop);
    List<String> used = fetcher.fetch();
    out.println(summary(manifest, destination, used));
    out.flush();
  }

  private static Fetcher fetcher(
      Manifest manifest, Destination destination, FetchProgress progress, Configuration hadoop) {
    return new Fetcher(
        manifest,
        destination,
        FetchSettings.defaults(),
        progress,
        uri -> new Path(uri).getFileSystem(hadoop).open(new Path(uri)));
  }

  private int fetch(Fetcher fetcher, Manifest manifest, Destination destination)
      throws IOException, InterruptedException {
    List<String> used = fetcher.fetch();
    print(summary(manifest, destination, used));
    return ExitCode.OK;
  }

  private static String summary(Manifest manifest, Destination destination, List<String> used) {
    String what =
        "%s: %d files, %,d bytes in %s"
            .formatted(manifest.name(), manifest.files().size(), manifest.size(), destination);
    if (used.isEmpty()) {
      return what + ", verified; nothing to do";
    }
    return what
        + ", from "
        + (used.size() > SHOWN_SOURCES ? used.size() + " sources" : String.join(", ", used));
  }

  private Manifest manifest(Configuration hadoop) throws IOException {
    Manifest manifest = ManifestFile.read(manifestUri, hadoop);
    try {
      manifest.requireFetchable();
    } catch (IllegalArgumentException e) {
      throw new UsageException("--manifest " + manifestUri + ": " + e.getMessage(), e);
    }
    return manifest;
  }

  private Destination destination(Configuration hadoop) throws IOException {
    return DataDirectory.of("--to", destinationUri, hadoop);
  }

  private void print(String line) {
    spec.commandLine().getOut().println(line);
  }
}
