package io.perpixel.job;

import io.perpixel.nn.layer.ParamSpec;
import io.perpixel.nn.layer.PixelLayerConf;
import io.perpixel.train.ModelFile;
import io.perpixel.train.ModelInfo;
import io.perpixel.train.TorchWeightDecay;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** A model as training begins: fresh parameters by the seed, an optimiser, and what is frozen. */
final class InitialModel {
  private InitialModel() {}

  /**
   * Makes it.
   *
   * @throws UsageException if {@code train.trainable} names nothing, or only part of a layer
   */
  static ModelFile of(ModelInfo info, TrainSettings train) {
    OptimiserSettings optimiser = train.optimiser();
    ComputationGraphConfiguration configuration =
        info.spec().configuration(optimiser.updater(), train.seed());
    TorchWeightDecay.apply(optimiser.weightDecay(), configuration);
    freeze(configuration, train.trainable());
    ComputationGraph graph = new ComputationGraph(configuration);
    graph.init();
    return new ModelFile(graph, info);
  }

  /** Values that the optimiser moves; running statistics are not among them. */
  static long trainedParameters(ComputationGraph graph) {
    return PixelLayerConf.of(graph.getConfiguration()).stream()
        .filter(layer -> !layer.isFrozen())
        .mapToLong(InitialModel::parameters)
        .sum();
  }

  /** Values that an optimiser could move; running statistics are not among them. */
  static long parameters(ComputationGraph graph) {
    return PixelLayerConf.of(graph.getConfiguration()).stream()
        .mapToLong(InitialModel::parameters)
        .sum();
  }

  private static long parameters(PixelLayerConf layer) {
    return layer.paramSpecs().stream()
        .filter(ParamSpec::trained)
        .mapToLong(ParamSpec::length)
        .sum();
  }

  /**
   * Freezing is per layer: a frozen layer computes no gradient at all, and a frozen batch norm
   * leaves its running statistics alone. Prefixes that split a layer are therefore refused.
   */
  private static void freeze(ComputationGraphConfiguration graph, List<String> prefixes) {
    if (prefixes.isEmpty()) {
      return;
    }
    List<String> all = new ArrayList<>();
    for (PixelLayerConf layer : PixelLayerConf.of(graph)) {
      List<String> names =
          layer.paramSpecs().stream()
              .filter(ParamSpec::trained)
              .map(parameter -> layer.getLayerName() + "." + parameter.torchName())
              .toList();
      List<String> named =
          names.stream().filter(name -> prefixes.stream().anyMatch(name::startsWith)).toList();
      if (!named.isEmpty() && named.size() < names.size()) {
        throw new UsageException(
            "train.trainable is %s, which names %s but not all of that layer (%s): layers are trained or frozen whole, write %s."
                .formatted(prefixes, named, names, layer.getLayerName()));
      }
      layer.setFrozen(named.isEmpty());
      all.addAll(names);
    }
    for (String prefix : prefixes) {
      if (all.stream().noneMatch(name -> name.startsWith(prefix))) {
        throw new UsageException(
            "train.trainable names %s, but no parameter's name starts so; the parameters are %s"
                .formatted(prefix, String.join(", ", all.stream().sorted().toList())));
      }
    }
  }
}
