package io.perpixel.job;

import io.perpixel.image.Stages;
import io.perpixel.nn.weights.NpyFile;
import io.perpixel.nn.weights.NpyFormatException;
import io.perpixel.spark.BadDataException;
import io.perpixel.spark.FileStore;
import io.perpixel.spark.HadoopSource;
import io.perpixel.spark.ImageSource;
import io.perpixel.spark.PassOutcome;
import io.perpixel.spark.PredictPass;
import io.perpixel.spark.SourceFormat;
import io.perpixel.spark.SparkSessions;
import io.perpixel.spark.TableWriter;
import io.perpixel.train.Build;
import io.perpixel.train.Content;
import io.perpixel.train.EqualSizes;
import io.perpixel.train.ModelFile;
import io.perpixel.train.TensorInference;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code predict}: a model's output for images at scale, or for one tensor. */
@Command(
    name = "predict",
    description = {
      "Applies a model.",
      "",
      "--input: applies it to every image and writes PNGs named by its id, with",
      "gallery.png beside. A colourizer writes ID.png in colour; saliency writes the",
      "map in grey as ID.png, segmentation the mask, whose palette indices are the",
      "classes, and both also write it over the image as ID-overlay.png, all of the",
      "stored image's size. Images may be of any size whose sides the model takes",
      "(colour nets: multiples of 4, saliency: of 16); others go to the rejects",
      "table, unless --stages rescales them. A second run with equal input and model",
      "does nothing.",
      "",
      "--tensor: one .npy, NCHW float32 in, NCHW float32 out: logits, or probabilities",
      "of a model that predicts a map."
    },
    footer = {
      "",
      "Examples:",
      "  perpixel predict --model runs/colour-unet --input photos \\",
      "    --stages rescale=64x64 --output coloured",
      "  perpixel predict --model runs/saliency --input photos \\",
      "    --stages rescale=224x224 --output maps",
      "  perpixel predict --model unet.zip --tensor x.npy --output logits.npy"
    })
final class Predict implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ModelOption model;
  @Mixin private PaletteOption palette;
  @Mixin private KernelsOption kernels;

  @ArgGroup(multiplicity = "1")
  private Source source;

  private static final class Source {
    @Option(
        names = "--input",
        paramLabel = "URI",
        description = "Images: a table, the batches of CIFAR-10, or a directory, file or glob.")
    private String input;

    @Option(
        names = "--tensor",
        paramLabel = "X",
        description = "An array: .npy of (images, channels, height, width), as the model reads it.")
    private String tensor;
  }

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "--input: parquet, images or cifar10 (default: what the file names tell).")
  private SourceFormat format;

  @Option(
      names = "--category",
      paramLabel = "N",
      description = "--input: only images of this class (7 is horse); may be repeated.")
  private List<Integer> categories = List.of();

  @Option(
      names = "--stages",
      defaultValue = "",
      paramLabel = "LIST",
      description = "--input: rescale=HxW or rescale=N before the model's own stages.")
  private String stages;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "URI",
      description = "--input: directory for the PNGs. --tensor: the .npy to write.")
  private String output;

  @Option(
      names = "--gallery",
      defaultValue = "24",
      paramLabel = "N",
      description = "--input: images in gallery.png, 0 for none (default: ${DEFAULT-VALUE}).")
  private int gallery;

  @Option(
      names = "--batch",
      defaultValue = "100",
      paramLabel = "N",
      description =
          "Most images per inference step (default: ${DEFAULT-VALUE}); fewer are taken where the"
              + " model's activations need it.")
  private int batch;

  @Option(
      names = "--rejects",
      paramLabel = "URI",
      description = "--input: rejects table (default: the output's name and '-rejects').")
  private String rejects;

  @Option(
      names = "--failure-budget",
      defaultValue = "0.01",
      paramLabel = "F",
      description = "--input: fraction of images that may be rejected (default: ${DEFAULT-VALUE}).")
  private double budget;

  @Mixin private DecodingOptions decoding = new DecodingOptions();

  @Override
  public Integer call() throws IOException {
    if (batch < 1 || gallery < 0) {
      throw new UsageException(
          "--batch %d --gallery %d: expected at least 1 and 0".formatted(batch, gallery));
    }
    String chosen = kernels.use();
    return source.tensor == null ? images(chosen) : tensor();
  }

  private int tensor() throws IOException {
    List<String> ofImages =
        new ArrayList<>(List.of("--format", "--category", "--stages", "--palette", "--gallery"));
    ofImages.addAll(List.of("--rejects", "--failure-budget"));
    ofImages.addAll(DecodingOptions.names());
    GivenOptions.refuse(spec, ofImages, "for --input only, a tensor goes to the model as it is");
    Configuration hadoop = SparkHadoopUtil.get().newConfiguration(new SparkConf());
    ModelFile file = model.read(hadoop);
    NpyFile array = array(hadoop);
    int[] shape = array.shape();
    TensorInference inference =
        new TensorInference(file, batch, Runtime.getRuntime().availableProcessors());
    int[] outShape;
    try {
      outShape = inference.shape(shape);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--tensor " + source.tensor + ": " + e.getMessage(), e);
    }
    memory(shape, outShape, file);
    float[] values = inference.output(array.floats(), shape);
    FileStore.replace(output, Content.of(NpyFile.encode(values, outShape)), hadoop);
    print(
        "%s: %s, shape %s%n"
            .formatted(
                output,
                switch (file.info().spec().target()) {
                  case COLOURS, CLASSES -> "logits";
                  case MAP -> "probabilities";
                },
                Arrays.toString(outShape)));
    return ExitCode.OK;
  }

  private void memory(int[] in, int[] out, ModelFile file) {
    if (in[0] > 0) {
      ReplicaMemory one =
          ReplicaMemory.inference(
              file.info().spec(),
              in[2],
              in[3],
              EqualSizes.most(in[2], in[3], Math.min(batch, in[0]), file.info().spec()));
      long values = (long) in[0] * in[2] * in[3] * (in[1] + out[1]);
      print(Preflight.tensor(one, values) + System.lineSeparator());
    }
  }

  private NpyFile array(Configuration hadoop) throws IOException {
    try (HadoopSource in = FileStore.open(source.tensor, hadoop)) {
      return NpyFile.read(in);
    } catch (FileNotFoundException e) {
      throw new UsageException("--tensor " + e.getMessage(), e);
    } catch (NpyFormatException e) {
      throw new BadDataException("--tensor " + e.getMessage(), e);
    }
  }

  private int images(String chosen) throws IOException {
    Stages parsed = parseStages();
    SparkSession spark = SparkSessions.open("perpixel predict", Map.of());
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    ModelFile file = model.read(hadoop);
    PredictPass.Settings settings =
        new PredictPass.Settings(
            palette.ofTask(file.info(), model.name(), hadoop), parsed, chosen, batch, gallery);
    PredictPass pass;
    TableWriter writer;
    try {
      writer = new TableWriter(spark, output, Optional.ofNullable(rejects), budget);
      writer.requireSeparate(source.input);
      pass = new PredictPass(spark, open(spark, hadoop, parsed), file, settings);
    } catch (IllegalArgumentException | FileNotFoundException e) {
      throw new UsageException(e.getMessage(), e);
    }
    PredictPass.Before memory =
        (height, width, tasks) -> {
          int images = EqualSizes.most(height, width, batch, file.info().spec());
          ReplicaMemory one = ReplicaMemory.inference(file.info().spec(), height, width, images);
          print(
              Preflight.tasks("the prediction", one, spark.sparkContext(), tasks)
                  + System.lineSeparator());
        };
    PassOutcome outcome = pass.run(writer, Build.current().id(), memory);
    print(
        "%s%s: %s%n"
            .formatted(outcome.skipped() ? "already done: " : "", output, outcome.counts()));
    return ExitCode.OK;
  }

  private ImageSource open(SparkSession spark, Configuration hadoop, Stages parsed)
      throws IOException {
    SourceFormat found = format == null ? SourceFormat.detect(source.input, hadoop) : format;
    return found.open(spark, source.input, categories, decoding.decoder(parsed, found, spec));
  }

  private Stages parseStages() {
    for (String stage : stages.isBlank() ? new String[0] : stages.split(",")) {
      if (!stage.strip().startsWith("rescale")) {
        throw new UsageException(
            "--stages %s: expected only rescale=…, the model does the rest itself"
                .formatted(stage.strip()));
      }
    }
    try {
      return Stages.parse(stages);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--stages: " + e.getMessage(), e);
    }
  }

  private void print(String text) {
    spec.commandLine().getOut().print(text);
    spec.commandLine().getOut().flush();
  }
}
