package io.perpixel.job;

import io.perpixel.nn.layer.FrozenPrefix;
import io.perpixel.nn.layer.ParamSpec;
import io.perpixel.nn.layer.PixelLayerConf;
import io.perpixel.nn.layer.PixelSoftmaxLoss;
import io.perpixel.nn.layer.Trainable;
import io.perpixel.nn.model.ModelSpec;
import io.perpixel.nn.model.NamedParameters;
import io.perpixel.nn.model.TargetKind;
import io.perpixel.train.ModelFile;
import io.perpixel.train.ModelInfo;
import io.perpixel.train.TorchWeightDecay;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A model as training begins: fresh parameters by the seed, an optimiser, and what is frozen. */
final class InitialModel {
  private static final int NEAR = 4;

  private InitialModel() {}

  /**
   * Makes it.
   *
   * @param start of {@code train.initial}
   * @throws UsageException if {@code train.trainable} names nothing, or only part of a layer, or
   *     {@code start} has other parameters than those of {@code train.fresh}
   */
  static ModelFile of(ModelInfo info, TrainSettings train, Optional<ModelFile> start) {
    ModelFile fresh = of(info, train);
    if (start.isPresent()) {
      String source = train.initial().orElse("the model");
      requireSameParameters(fresh, start.get(), train.fresh(), source);
      requireSamePalette(info, start.get().info(), source);
      Map<String, INDArray> found = NamedParameters.of(start.get().graph());
      NamedParameters.of(fresh.graph())
          .forEach(
              (name, values) -> {
                if (!isFresh(name, train.fresh())) {
                  values.assign(found.get(name));
                }
              });
    }
    return fresh;
  }

  private static boolean isFresh(String name, List<String> prefixes) {
    return prefixes.stream().anyMatch(name::startsWith);
  }

  private static void requireSameParameters(
      ModelFile wanted, ModelFile found, List<String> freshOnes, String source) {
    Map<String, long[]> here = NamedParameters.shapes(wanted.graph().getConfiguration());
    Map<String, long[]> there = NamedParameters.shapes(found.graph().getConfiguration());
    requireNames(wanted.graph().getConfiguration(), "train.fresh", freshOnes);
    Stream.concat(here.keySet().stream(), there.keySet().stream())
        .filter(name -> !isFresh(name, freshOnes))
        .filter(name -> !Arrays.equals(here.get(name), there.get(name)))
        .sorted()
        .findFirst()
        .ifPresent(
            name -> {
              throw new UsageException(
                  "train.initial %s: %s is %s, but %s of the model to train: give both the same settings (%s has %s), or name in train.fresh what is to be learned anew"
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
    requireNames(configuration, "train.trainable", train.trainable());
    try {
      Trainable.only(configuration, train.trainable(), train.frozenMode());
    } catch (IllegalArgumentException e) {
      throw new UsageException("train." + e.getMessage(), e);
    }
    freezeStages(configuration, info.spec(), train.frozenStages());
    FrozenPrefix.mark(configuration);
    if (PixelLayerConf.of(configuration).stream().noneMatch(InitialModel::isTrained)) {
      throw new UsageException(
          "nothing is left to train: train.frozen-stages is %d, train.trainable %s"
              .formatted(train.frozenStages(), train.trainable()));
    }
    weighClasses(configuration, info.spec(), train.classWeights());
    ComputationGraph graph = new ComputationGraph(configuration);
    graph.init();
    return new ModelFile(graph, info);
  }

  /** A model has hundreds of parameters: only the likeliest are named. */
  private static void requireNames(
      ComputationGraphConfiguration graph, String key, List<String> prefixes) {
    Set<String> names = NamedParameters.shapes(graph).keySet();
    for (String prefix : prefixes) {
      if (names.stream().noneMatch(name -> name.startsWith(prefix))) {
        List<String> near =
            names.stream()
                .sorted(
                    Comparator.comparingInt((String name) -> distance(prefix, name))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(NEAR)
                .toList();
        throw new UsageException(
            "%s names %s, but no parameter's name starts so; the nearest of %d are %s"
                .formatted(key, prefix, names.size(), String.join(", ", near)));
      }
    }
  }

  /** Typing errors between a prefix and the beginning of a name. */
  private static int distance(String prefix, String name) {
    return EditDistance.of(prefix, name.substring(0, Math.min(prefix.length(), name.length())));
  }

  private static boolean isTrained(PixelLayerConf layer) {
    return !layer.isFrozen() && parameters(layer) > 0;
  }

  private static void weighClasses(
      ComputationGraphConfiguration graph, ModelSpec spec, List<Double> weights) {
    if (weights.isEmpty()) {
      return;
    }
    if (spec.target() != TargetKind.CLASSES || weights.size() != spec.outputChannels()) {
      throw new UsageException(
          "train.class-weights has %d numbers, but %s has %s: give one for each class, or none"
              .formatted(
                  weights.size(),
                  spec.name(),
                  spec.target() == TargetKind.CLASSES
                      ? spec.outputChannels() + " classes"
                      : "no class masks"));
    }
    try {
      PixelLayerConf.of(graph).stream()
          .filter(PixelSoftmaxLoss.class::isInstance)
          .forEach(loss -> ((PixelSoftmaxLoss) loss).setClassWeights(weights));
    } catch (IllegalArgumentException e) {
      throw new UsageException("train.class-weights: " + e.getMessage(), e);
    }
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
