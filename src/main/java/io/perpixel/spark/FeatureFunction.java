package io.perpixel.spark;

import io.perpixel.nn.layer.TailCut;
import io.perpixel.nn.model.ModelSpec;
import io.perpixel.train.EqualSizes;
import io.perpixel.train.Example;
import io.perpixel.train.FeatureExtractor;
import io.perpixel.train.FeatureType;
import io.perpixel.train.Features;
import io.perpixel.train.ModelFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import scala.Tuple2;

/** Computes the features of the images of a partition, a minibatch at a time. */
final class FeatureFunction implements FlatMapFunction<Iterator<Tuple2<String, Example>>, Row> {
  private static final long serialVersionUID = 1;

  private final BroadcastModel model;
  private final FeatureType type;
  private final int batch;
  private final int threads;

  FeatureFunction(BroadcastModel model, FeatureType type, int batch, int threads) {
    this.model = model;
    this.type = type;
    this.batch = batch;
    this.threads = threads;
  }

  @Override
  public Iterator<Row> call(Iterator<Tuple2<String, Example>> images) throws IOException {
    if (!images.hasNext()) {
      return Collections.emptyIterator();
    }
    ModelFile file = model.open();
    TailCut cut = TailCut.of(file.graph().getConfiguration()).orElseThrow();
    return new Rows(
        images, cut.frontier(), file.info().spec(), new FeatureExtractor(file, cut, type, threads));
  }

  /** Rows one after the other: a partition's features need not fit the memory. */
  private final class Rows implements Iterator<Row> {
    private final List<String> digests = new ArrayList<>();
    private final EqualSizes minibatches;
    private final List<String> frontier;
    private final FeatureExtractor extractor;
    private final List<Row> ready = new ArrayList<>();

    Rows(
        Iterator<Tuple2<String, Example>> images,
        List<String> frontier,
        ModelSpec spec,
        FeatureExtractor extractor) {
      this.frontier = frontier;
      this.extractor = extractor;
      minibatches = new EqualSizes(examples(images), batch, spec);
    }

    /** The examples; their digests wait in the same order. */
    private Iterator<Example> examples(Iterator<Tuple2<String, Example>> images) {
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return images.hasNext();
        }

        @Override
        public Example next() {
          Tuple2<String, Example> image = images.next();
          digests.add(image._1());
          return image._2();
        }
      };
    }

    @Override
    public boolean hasNext() {
      return !ready.isEmpty() || minibatches.hasNext();
    }

    @Override
    public Row next() {
      if (ready.isEmpty()) {
        compute(minibatches.next());
      }
      return ready.remove(0);
    }

    private void compute(List<Example> minibatch) {
      List<Features> features;
      try {
        features = extractor.features(minibatch);
      } catch (IllegalArgumentException e) {
        throw new BadDataException(e.getMessage(), e);
      }
      for (int i = 0; i < minibatch.size(); i++) {
        ready.add(
            FeatureTable.row(digests.remove(0), minibatch.get(i).id(), frontier, features.get(i)));
      }
    }
  }
}
