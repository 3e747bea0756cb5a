package io.perpixel.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.perpixel.nn.model.ModelSpec;
import io.perpixel.nn.model.NamedParameters;
import io.perpixel.nn.weights.TorchCheckpoint;
import io.perpixel.nn.weights.TorchFormatException;
import io.perpixel.nn.weights.TorchTensor;
import io.perpixel.nn.weights.WeightImport;
import io.perpixel.nn.weights.WeightMismatchException;
import io.perpixel.nn.weights.WeightNames;
import io.perpixel.palette.PaletteFile;
import io.perpixel.spark.BadDataException;
import io.perpixel.spark.FileStore;
import io.perpixel.spark.HadoopSource;
import io.perpixel.train.ModelFile;
import io.perpixel.train.ModelInfo;
import io.perpixel.train.TorchAdam;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.deeplearning4j.nn.graph.ComputationGraph;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code import-weights}: a PyTorch checkpoint in, a model file out. */
@Command(
    name = "import-weights",
    description = {
      "Makes a model file of a PyTorch checkpoint (.pth, zip or legacy), as float32.",
      "",
      "Every key is checked: whatever is missing, unexpected or of the wrong shape is",
      "listed, and nothing is written if anything is. num_batches_tracked, the auxiliary",
      "head of a DeepLabv3 and the classifier of a VGG16 are passed over. No code in the",
      "file is run."
    },
    footer = {
      "",
      "Examples:",
      "  perpixel import-weights --model colour-unet --set filters=32 \\",
      "    --from unet.pth --to unet.zip",
      "  perpixel import-weights --model saliency --part encoder --from vgg16.pth \\",
      "    --to saliency.zip",
      "  perpixel import-weights --model deeplabv3 --set classes=2 --replace classifier.4 \\",
      "    --from deeplabv3_resnet101_coco-586e9e4e.pth --to flowers.zip"
    })
final class ImportWeights implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private PaletteOption palette;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "NAME",
      description = "Model to fill: colour-cnn, colour-unet, deeplabv3 or saliency.")
  private String model;

  @Option(
      names = "--set",
      paramLabel = "key=value",
      description = "Setting of the model, such as filters=64 or kernel=5; repeatable.")
  private List<String> assignments = new ArrayList<>();

  @Option(
      names = "--from",
      required = true,
      paramLabel = "URI",
      description = "Checkpoint: a state dict that torch.save wrote, on any Hadoop file system.")
  private String from;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "M",
      description = "Model file to write, or an existing directory for model.zip in it.")
  private String to;

  @Option(
      names = "--replace",
      paramLabel = "LAYER",
      description = "Leave this layer fresh, whatever the checkpoint has there; repeatable.")
  private List<String> replaced = new ArrayList<>();

  @Option(
      names = "--part",
      paramLabel = "PART",
      description =
          "Fill only this part and leave the rest fresh: encoder (of saliency), backbone (of deeplabv3).")
  private String part;

  @Override
  public Integer call() throws IOException {
    Configuration hadoop = SparkHadoopUtil.get().newConfiguration(new SparkConf());
    String target = ModelOption.file(to, hadoop);
    if (FileStore.isSame(target, from, hadoop)) {
      throw new UsageException(
          "--to %s is the checkpoint that is to be imported: name another file".formatted(to));
    }
    ModelSpec wanted = ModelSettings.of(model, assignments).spec();
    ComputationGraph graph = new ComputationGraph(wanted.configuration(new TorchAdam(1e-3), 0));
    graph.init();
    List<String> all = List.copyOf(NamedParameters.of(graph).keySet());
    ModelInfo info = new ModelInfo(wanted, wanted.inputStages(), Optional.empty());
    if (palette.given()) {
      String colours = new String(PaletteFile.toBytes(palette.read(info, hadoop)), UTF_8);
      info = new ModelInfo(wanted, wanted.inputStages(), Optional.of(colours));
    }
    List<String> filled = fill(graph, names(wanted, all), hadoop);
    ModelFile file = new ModelFile(graph, info);
    FileStore.replace(target, out -> file.write(out, false), hadoop);
    print(wanted, all, filled, target, file.parametersSha256());
    return ExitCode.OK;
  }

  private WeightNames names(ModelSpec wanted, List<String> parameters) {
    WeightNames names = WeightNames.of(wanted.name());
    for (String layer : replaced) {
      if (parameters.stream().noneMatch(p -> p.startsWith(layer + "."))) {
        throw new UsageException(
            "--replace %s: %s has no such layer; it has %s"
                .formatted(
                    layer, wanted.name(), layers(parameters).collect(Collectors.joining(", "))));
      }
      names = names.leavingFresh(layer);
    }
    for (String layer : outsideOfPart(wanted, parameters)) {
      names = names.leavingFresh(layer);
    }
    return names;
  }

  private List<String> outsideOfPart(ModelSpec wanted, List<String> parameters) {
    if (part == null) {
      return List.of();
    }
    List<String> inside = wanted.parts().get(part);
    if (inside == null) {
      throw new UsageException(
          "--part %s: %s has no such part; it has %s"
              .formatted(
                  part,
                  wanted.name(),
                  wanted.parts().isEmpty()
                      ? "none"
                      : String.join(", ", new TreeSet<>(wanted.parts().keySet()))));
    }
    return layers(parameters).filter(layer -> !inside.contains(layer)).toList();
  }

  private static Stream<String> layers(List<String> parameters) {
    return parameters.stream().map(p -> p.substring(0, p.lastIndexOf('.'))).distinct();
  }

  private List<String> fill(ComputationGraph graph, WeightNames names, Configuration hadoop)
      throws IOException {
    try (HadoopSource source = FileStore.open(from, hadoop)) {
      Map<String, TorchTensor> found = TorchCheckpoint.read(source);
      try {
        return WeightImport.into(graph, names, from, found);
      } catch (WeightMismatchException e) {
        throw new UsageException(e.getMessage() + suggestion(found), e);
      }
    } catch (FileNotFoundException e) {
      throw new UsageException("--from " + e.getMessage(), e);
    } catch (TorchFormatException e) {
      throw new BadDataException("--from " + e.getMessage(), e);
    }
  }

  private static String suggestion(Map<String, TorchTensor> found) {
    return WeightImport.fitting(found).stream()
        .map(fitting -> "\nThe file fits --model %s%s".formatted(fitting.name(), settings(fitting)))
        .collect(Collectors.joining());
  }

  private static String settings(ModelSpec spec) {
    return new TreeMap<>(spec.settings())
        .entrySet().stream()
            .map(setting -> " --set %s=%s".formatted(setting.getKey(), setting.getValue()))
            .collect(Collectors.joining());
  }

  private void print(
      ModelSpec wanted, List<String> all, List<String> filled, String target, String digest) {
    String fresh =
        all.stream().filter(name -> !filled.contains(name)).collect(Collectors.joining(", "));
    spec.commandLine()
        .getOut()
        .printf(
            "%s: %s%s, %d arrays from %s%s%nparameters_sha256 %s%n",
            target,
            wanted.name(),
            settings(wanted),
            filled.size(),
            from,
            fresh.isEmpty() ? "" : "; left fresh: " + fresh,
            digest);
    spec.commandLine().getOut().flush();
  }
}
