package io.perpixel.spark;

import io.perpixel.metric.FixationPool;
import io.perpixel.metric.Scores;
import io.perpixel.nn.model.ModelSpec;
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
final class ScoreFunction implements FlatMapFunction<Iterator<Example>, Scores> {
  private static final long serialVersionUID = 1L;

  private final BroadcastModel model;
  private final Broadcast<FixationPool> pool;
  private final int batch;
  private final int threads;

  ScoreFunction(BroadcastModel model, Broadcast<FixationPool> pool, int batch, int threads) {
    this.model = model;
    this.pool = pool;
    this.batch = batch;
    this.threads = threads;
  }

  @Override
  public Iterator<Scores> call(Iterator<Example> examples) throws IOException {
    if (!examples.hasNext()) {
      return List.<Scores>of().iterator();
    }
    ModelFile file = model.open();
    Scorer scorer = new Scorer(file.replica(threads), pool.value());
    ModelSpec spec = file.info().spec();
    for (EqualSizes batches = new EqualSizes(examples, batch, spec); batches.hasNext(); ) {
      try {
        scorer.add(batches.next());
      } catch (IllegalArgumentException e) {
        throw new BadDataException(e.getMessage(), e);
      }
    }
    return List.of(scorer.scores()).iterator();
  }
}
