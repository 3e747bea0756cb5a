package io.perpixel.job;

import io.perpixel.nn.kernel.KernelChoice;
import io.perpixel.nn.layer.FrozenMode;
import io.perpixel.nn.layer.TailCut;
import io.perpixel.spark.FeatureCache;
import io.perpixel.spark.FeatureExamples;
import io.perpixel.train.Example;
import io.perpixel.train.FeatureType;
import io.perpixel.train.HeadDigest;
import io.perpixel.train.ModelFile;
import io.perpixel.train.TailModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;

/**
 * What a run trains on where its model has a frozen beginning: features in the place of images,
 * computed where they are not there yet, and the tail that reads them.
 *
 * @param tail the trained part
 * @param training examples with features, by their place in the order of ids
 * @param validation examples with features
 */
record FrozenFeatures(
    TailModel tail, JavaPairRDD<Long, Example> training, JavaRDD<Example> validation) {

  /** Where a run's model is cut; empty if it is trained whole in every step. */
  static Optional<TailCut> cut(TrainSettings train, ModelFile model, PrintWriter out) {
    if (train.features().isEmpty()) {
      return Optional.empty();
    }
    Optional<TailCut> cut = TailCut.of(model.graph().getConfiguration());
    if (cut.isPresent() && train.frozenMode() == FrozenMode.COURSE) {
      out.println(
          "features off: with train.frozen-mode = course the frozen part gives something else in every step");
      return Optional.empty();
    }
    return cut;
  }

  /** Computes what is missing and says so. */
  static FrozenFeatures prepare(
      SparkSession spark,
      Settings settings,
      ModelFile model,
      TailCut cut,
      TrainingData data,
      PrintWriter out)
      throws IOException {
    boolean mirrors = settings.data().augmentation(settings.train().seed()).mirrors();
    FeatureType type = settings.train().features().orElseThrow();
    FeatureCache.FeatureSource source =
        new FeatureCache.FeatureSource(
            model,
            cut,
            type,
            settings.kernels(),
            Map.of(
                "model", model.info().spec().name(),
                "head_sha256", HeadDigest.of(model, cut),
                "frontier", String.join(",", cut.frontier()),
                "input_stages", model.info().inputStages(),
                "dtype", type.label(),
                "kernels", KernelChoice.current().name()));
    FeatureCache cache =
        new FeatureCache(
            spark,
            settings.data().directory() + "/features",
            source,
            line -> out.printf("features %s%n", line));
    JavaRDD<Example> images =
        FeatureExamples.images(data.training(), mirrors).union(data.validation());
    out.printf("features of the frozen part, read at %s …%n", String.join(", ", stored(cut)));
    out.flush();
    FeatureCache.Outcome outcome = cache.of(images);
    out.printf(
        "features %s: %,d images computed, %,d there already%n",
        cache.directory(), outcome.computed(), outcome.images() - outcome.computed());
    out.flush();
    return new FrozenFeatures(
        new TailModel(model, cut),
        FeatureExamples.of(data.training(), mirrors, outcome.features()),
        FeatureExamples.of(data.validation(), false, outcome.features()).values());
  }

  /** The vertices whose values are stored, and not only their size. */
  static List<String> stored(TailCut cut) {
    return cut.frontier().stream().filter(vertex -> !cut.onlySize(vertex)).toList();
  }
}
