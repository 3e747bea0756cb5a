package io.perpixel.nn.layer;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;

/**
 * Which parameters of a graph are trained: those whose names in a state dict begin with given
 * prefixes, such as {@code classifier.4.}. A "contains" test would also find {@code
 * aux_classifier.4.weight}.
 */
public final class Trainable {
  private Trainable() {}

  /**
   * Freezes all other layers and {@linkplain FrozenPrefix#mark marks} what needs no backward pass.
   * A frozen layer computes no gradient for its parameters and keeps no optimiser state.
   *
   * @param prefixes of names of parameters; empty = everything is trained
   * @param mode how frozen layers run
   * @throws IllegalArgumentException if a prefix is of no parameter, or of only some of a layer's:
   *     layers are trained or frozen whole
   */
  public static void only(
      ComputationGraphConfiguration graph, List<String> prefixes, FrozenMode mode) {
    List<String> all = new ArrayList<>();
    for (PixelLayerConf layer : PixelLayerConf.of(graph)) {
      List<String> names = names(layer);
      List<String> named =
          names.stream().filter(name -> prefixes.stream().anyMatch(name::startsWith)).toList();
      if (!named.isEmpty() && named.size() < names.size()) {
        throw new IllegalArgumentException(
            "trainable is %s, which names %s but not all of that layer (%s): layers are trained or frozen whole, write %s."
                .formatted(prefixes, named, names, layer.getLayerName()));
      }
      layer.setFrozen(!prefixes.isEmpty() && named.isEmpty());
      layer.setFrozenMode(mode);
      all.addAll(names);
    }
    for (String prefix : prefixes) {
      if (all.stream().noneMatch(name -> name.startsWith(prefix))) {
        throw new IllegalArgumentException(
            "trainable names %s, but no parameter's name starts so; the parameters are %s"
                .formatted(prefix, String.join(", ", all.stream().sorted().toList())));
      }
    }
    FrozenPrefix.mark(graph);
  }

  private static List<String> names(PixelLayerConf layer) {
    return layer.paramSpecs().stream()
        .filter(ParamSpec::trained)
        .map(parameter -> layer.getLayerName() + "." + parameter.torchName())
        .toList();
  }
}
