package io.perpixel.job;

import io.perpixel.manifest.Destination;
import io.perpixel.manifest.NewManifest;
import java.io.IOException;
import java.io.InputStream;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code perpixel manifest new --input data/photos --name photos --output photos.json …}. */
@Command(
    name = "new",
    description = {
      "Writes the manifest of a directory: each file with size and SHA-256.",
      "",
      "Images count as one example each, files of CIFAR-10 by their size. Files and directories"
          + " whose names start with _ or . are passed over."
    },
    footer = {
      "",
      "Example:",
      "  perpixel manifest new --input data/photos --name photos --license CC0-1.0 \\",
      "    --output data/photos.json"
    })
final class ManifestNew implements Callable<Integer> {
  @Option(
      names = "--input",
      required = true,
      paramLabel = "URI",
      description = "Directory of the data, on any Hadoop file system.")
  private String input;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "F",
      description = "Manifest to write, on any Hadoop file system.")
  private String output;

  @Option(names = "--overwrite", description = "Replace a manifest that is there already.")
  private boolean overwrite;

  @Option(
      names = "--name",
      required = true,
      paramLabel = "N",
      description = "Short name of the data set.")
  private String name;

  @Option(
      names = "--license",
      paramLabel = "L",
      defaultValue = "unknown",
      description = "SPDX id or address of the license; unknown (the default) needs --terms.")
  private String license;

  @Option(names = "--terms", paramLabel = "URL", description = "Where the terms of use stand.")
  private Optional<String> terms;

  @Option(
      names = "--description",
      paramLabel = "TEXT",
      description = "What it is (default: the files of the input).")
  private String description;

  @Option(names = "--url", paramLabel = "URL", description = "Its page (default: the input).")
  private String url;

  @Option(
      names = "--creator",
      paramLabel = "NAME",
      description = "Who made it (default: your user name).")
  private String creator = System.getProperty("user.name");

  @Option(
      names = "--date",
      paramLabel = "DATE",
      description = "When it was published, as 2026-01-31 (default: today).")
  private LocalDate date = LocalDate.now();

  @Option(
      names = "--split-of",
      paramLabel = "SPLIT=PATH",
      description =
          "Files of a split, for example train=images/train or train=train_images.txt: those in a"
              + " directory below the input, or those that a text file there names, one relative"
              + " path a line; may be repeated.")
  private List<String> splits = List.of();

  @Option(
      names = "--content-url",
      paramLabel = "URL",
      description = "Where fetch is to find the files (default: the input).")
  private String contentUrl;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Configuration hadoop = SparkHadoopUtil.get().newConfiguration(new SparkConf());
    Destination data = DataDirectory.of("--input", input, hadoop);
    Path file = DataDirectory.qualified("--output", output, hadoop);
    if (file.getParent() == null) {
      throw new UsageException("--output " + output + ": expected a file");
    }
    Destination to = DataDirectory.of("--output", file.getParent().toString(), hadoop);
    if (!overwrite && isThere(to, file.getName())) {
      throw new UsageException(
          "--output %s: there is such a file already; --overwrite replaces it".formatted(output));
    }
    if (license.equals("unknown") && terms.isEmpty()) {
      throw new UsageException(
          "expected --license, or --terms with the address of the terms of use: without them nobody knows what they may do with the data");
    }
    String address = address(DataDirectory.qualified("--input", input, hadoop));
    NewManifest.Description described =
        new NewManifest.Description(
            name,
            description == null ? "The files of " + address : description,
            license,
            terms,
            url == null ? address : url,
            creator,
            date,
            base(address, address(file.getParent())));
    try {
      FetchProgress progress = new FetchProgress(spec.commandLine().getErr());
      NewManifest manifest = new NewManifest(described, data, splits, progress);
      manifest.write(to, file.getName());
      spec.commandLine()
          .getOut()
          .printf("%s: %,d files, %,d bytes%n", output, manifest.files(), manifest.bytes());
      return ExitCode.OK;
    } catch (IllegalArgumentException e) {
      throw new UsageException("--input " + input + ": " + e.getMessage(), e);
    }
  }

  private static boolean isThere(Destination to, String file) throws IOException {
    Optional<InputStream> there = to.open(file);
    if (there.isPresent()) {
      there.get().close();
    }
    return there.isPresent();
  }

  /** Hadoop writes local ones with one slash or with three. */
  private static String address(Path path) {
    return path.toUri().toASCIIString().replaceFirst("^file:///", "file:/");
  }

  /** Addresses are relative where data lies below its manifest, so that both can move. */
  private String base(String data, String directory) {
    String of = contentUrl == null ? data : contentUrl;
    String slashed = of.endsWith("/") ? of : of + "/";
    String beside = directory.endsWith("/") ? directory : directory + "/";
    return slashed.startsWith(beside) ? slashed.substring(beside.length()) : slashed;
  }
}
