package io.perpixel.job;

import io.perpixel.nn.model.ModelSpec;
import io.perpixel.nn.model.TargetKind;
import io.perpixel.nn.weights.onnx.OnnxExport;
import io.perpixel.palette.Palette;
import io.perpixel.train.Build;
import io.perpixel.train.ModelFile;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code export-onnx}: a model in, a file for programs that run ONNX out. */
@Command(
    name = "export-onnx",
    description = {
      "Writes a model for programs that run ONNX (opset "
          + OnnxExport.OPSET
          + "), without Java or Spark.",
      "",
      "The input is image, float32 of (batch, channels, height, width); the output has",
      "its batch, height and width, and is what predict --tensor gives: logits of each",
      "class, or probabilities of a model that predicts a map. Any batch and size",
      "serves, with sides that the model takes (colour nets: multiples of 4,",
      "saliency: of 16).",
      "",
      "The file's metadata say how pixels become the input (input_channels, input_mean,",
      "input_std: (pixel - mean) / std, pixels from 0 to 255) and what classes are",
      "(palette, classes), and name model, settings and version."
    },
    footer = {
      "",
      "Examples:",
      "  perpixel export-onnx --model runs/colour-unet --to unet.onnx",
      "  perpixel export-onnx --model runs/segment --to flowers.onnx \\",
      "    --classes background,flower"
    })
final class ExportOnnx implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ModelOption model;
  @Mixin private PaletteOption palette;
  @Mixin private ExportTarget target;

  @Option(
      names = "--classes",
      split = ",",
      paramLabel = "NAME",
      description = "Names of the classes, in order, for the metadata; separated by commas.")
  private List<String> classes = List.of();

  @Override
  public Integer call() throws IOException {
    Configuration hadoop = SparkHadoopUtil.get().newConfiguration(new SparkConf());
    target.check(model, hadoop);
    ModelFile file = model.read(hadoop);
    ModelSpec exported = file.info().spec();
    requireClasses(exported);
    Build build = Build.current();
    Map<String, String> metadata =
        OnnxMetadata.of(file, colours(file, hadoop), classes, build.id());
    OnnxExport onnx =
        ExportTarget.made(
            model, () -> new OnnxExport(file.graph(), exported, build.version(), metadata));
    target.write(onnx::writeTo, hadoop);
    print(
        "%s: %s, opset %d, %s (batch, %d, height, width) to %s (batch, %d, height, width), %,d bytes%n"
            .formatted(
                target.name(),
                exported.name(),
                OnnxExport.OPSET,
                OnnxExport.INPUT,
                exported.inputChannels(),
                OnnxExport.outputName(exported),
                exported.outputChannels(),
                onnx.size()));
    return ExitCode.OK;
  }

  private void requireClasses(ModelSpec exported) {
    if (!classes.isEmpty() && classes.size() != exported.outputChannels()) {
      throw new UsageException(
          "--classes %s: found %d names, but %s gives %d values per pixel: name each one in order"
              .formatted(
                  String.join(",", classes),
                  classes.size(),
                  exported.name(),
                  exported.outputChannels()));
    }
  }

  private Optional<Palette> colours(ModelFile file, Configuration hadoop) throws IOException {
    boolean known = palette.given() || file.info().palette().isPresent();
    if (!known && file.info().spec().target() == TargetKind.COLOURS) {
      print(
          "%s has no palette, so the file will not say which colours its classes are: give it as --palette F%n"
              .formatted(model.name()));
      return Optional.empty();
    }
    return palette.ofTask(file.info(), model.name(), hadoop);
  }

  private void print(String text) {
    spec.commandLine().getOut().print(text);
    spec.commandLine().getOut().flush();
  }
}
