package io.perpixel.spark;

import io.perpixel.train.Augmentation;
import io.perpixel.train.Example;
import io.perpixel.train.Features;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/** Puts features in the place of images. */
public final class FeatureExamples {
  private FeatureExamples() {}

  /** Images whose features are needed: each, and where they may be mirrored, its mirror image. */
  public static JavaRDD<Example> images(JavaRDD<Example> examples, boolean mirrors) {
    return mirrors ? examples.union(examples.map(Augmentation::mirrored)) : examples;
  }

  /**
   * Examples with features by their place in {@code examples}.
   *
   * @param mirrors whether each also gets the features of its mirror image
   * @param features by digest of the image
   */
  public static JavaPairRDD<Long, Example> of(
      JavaRDD<Example> examples, boolean mirrors, JavaPairRDD<String, Features> features) {
    JavaPairRDD<String, Tuple2<Long, Example>> plain =
        examples
            .zipWithIndex()
            .mapToPair(
                e ->
                    new Tuple2<>(
                        e._1().imageSha256(),
                        new Tuple2<>(e._2(), e._1().withFeatures(null, null))));
    JavaPairRDD<Long, Example> found =
        plain.cogroup(features).flatMapToPair(group -> examples(group._2()._1(), group._2()._2()));
    if (!mirrors) {
      return found;
    }
    JavaPairRDD<Long, Example> mirrored = of(examples.map(Augmentation::mirrored), false, features);
    return found
        .join(mirrored)
        .mapValues(both -> both._1().withFeatures(both._1().features(), both._2().features()));
  }

  /** Of one image: equal images share their features, of which several parts may have a copy. */
  private static Iterator<Tuple2<Long, Example>> examples(
      Iterable<Tuple2<Long, Example>> examples, Iterable<Features> copies) {
    List<Tuple2<Long, Example>> found = new ArrayList<>();
    for (Tuple2<Long, Example> example : examples) {
      Iterator<Features> features = copies.iterator();
      if (!features.hasNext()) {
        throw new IllegalStateException(
            example._2().id() + " has no features: its image has changed while they were computed");
      }
      found.add(new Tuple2<>(example._1(), example._2().withFeatures(features.next(), null)));
    }
    return found.iterator();
  }
}
