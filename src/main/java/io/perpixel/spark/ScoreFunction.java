package io.perpixel.spark;

import io.perpixel.metric.PixelScores;
import io.perpixel.train.EqualSizes;
import io.perpixel.train.Example;
import io.perpixel.train.ModelFile;
import io.perpixel.train.Scorer;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;

/** Scores a model on the labelled examples of a partition. */
final class ScoreFunction implements FlatMapFunction<Iterator<Example>, PixelScores> {
  private static final long serialVersionUID = 1L;

  private final Broadcast<byte[]> model;
  private final int batch;
  private final int threads;

  ScoreFunction(Broadcast<byte[]> model, int batch, int threads) {
    this.model = model;
    this.batch = batch;
    this.threads = threads;
  }

  @Override
  public Iterator<PixelScores> call(Iterator<Example> examples) throws IOException {
    if (!examples.hasNext()) {
      return List.<PixelScores>of().iterator();
    }
    ModelFile file = ModelFile.read(model.value(), "the broadcast model");
    Scorer scorer = new Scorer(file.replica(threads));
    for (EqualSizes batches = new EqualSizes(examples, batch); batches.hasNext(); ) {
      try {
        scorer.add(batches.next());
      } catch (IllegalArgumentException e) {
        throw new BadDataException(e.getMessage(), e);
      }
    }
    return List.of(scorer.scores()).iterator();
  }
}
