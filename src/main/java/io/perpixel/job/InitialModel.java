package io.perpixel.job;

import io.perpixel.nn.layer.FrozenPrefix;
import io.perpixel.nn.layer.ParamSpec;
import io.perpixel.nn.layer.PixelLayerConf;
import io.perpixel.nn.model.ModelSpec;
import io.perpixel.nn.model.NamedParameters;
import io.perpixel.train.ModelFile;
import io.perpixel.train.ModelInfo;
import io.perpixel.train.TorchWeightDecay;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** A model as training begins: fresh parameters by the seed, an optimiser, and what is frozen. */
final class InitialModel {
  private InitialModel() {}

  /**
   * Makes it.
   *
   * @param start of {@code train.initial}
   * @throws UsageException if {@code train.trainable} names nothing, or only part of a layer, or
   *     {@code start} has other parameters
   */
  static ModelFile of(ModelInfo info, TrainSettings train, Optional<ModelFile> start) {
    ModelFile fresh = of(info, train);
    if (start.isPresent()) {
      requireSameParameters(fresh, start.get(), train.initial().orElse("the model"));
      requireSamePalette(info, start.get().info(), train.initial().orElse("the model"));
      fresh.graph().params().assign(start.get().graph().params());
    }
    return fresh;
  }

  private static void requireSameParameters(ModelFile wanted, ModelFile found, String source) {
    Map<String, long[]> here = NamedParameters.shapes(wanted.graph().getConfiguration());
    Map<String, long[]> there = NamedParameters.shapes(found.graph().getConfiguration());
    Stream.concat(here.keySet().stream(), there.keySet().stream())
        .filter(name -> !Arrays.equals(here.get(name), there.get(name)))
        .sorted()
        .findFirst()
        .ifPresent(
            name -> {
              throw new UsageException(
                  "train.initial %s: %s is %s, but %s of the model to train: give both the same settings (%s has %s)"
                      .formatted(
                          source,
                          name,
                          Arrays.toString(there.get(name)),
                          Arrays.toString(here.get(name)),
                          source,
                          new TreeMap<>(found.info().spec().settings())));
            });
  }

  /** Classes that mean other colours would have to be learned anew, unnoticed. */
  private static void requireSamePalette(ModelInfo wanted, ModelInfo found, String source) {
    if (found.palette().isPresent() && !found.palette().equals(wanted.palette())) {
      throw new UsageException(
          "train.initial %s was trained with another palette: set palette.file to that one"
              .formatted(source));
    }
  }

  /** As {@link #of(ModelInfo, TrainSettings, Optional)}, with fresh parameters. */
  static ModelFile of(ModelInfo info, TrainSettings train) {
    OptimiserSettings optimiser = train.optimiser();
    ComputationGraphConfiguration configuration =
        info.spec().configuration(optimiser.updater(), train.seed());
    TorchWeightDecay.apply(optimiser.weightDecay(), configuration);
    freeze(configuration, train.trainable());
    freezeStages(configuration, info.spec(), train.frozenStages());
    FrozenPrefix.mark(configuration);
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

  private static void freezeStages(
      ComputationGraphConfiguration graph, ModelSpec spec, int frozenStages) {
    if (frozenStages == 0) {
      return;
    }
    List<List<String>> stages = spec.encoderStages();
    if (frozenStages > stages.size()) {
      throw new UsageException(
          "train.frozen-stages is %d, but %s has %d stages in its encoder"
              .formatted(frozenStages, spec.name(), stages.size()));
    }
    List<String> frozen = stages.subList(0, frozenStages).stream().flatMap(List::stream).toList();
    PixelLayerConf.of(graph).stream()
        .filter(layer -> frozen.contains(layer.getLayerName()))
        .forEach(layer -> layer.setFrozen(true));
  }
}
