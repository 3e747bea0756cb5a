package io.perpixel.spark;

import io.perpixel.image.Raster;
import io.perpixel.image.StageException;
import io.perpixel.image.Stages;
import io.perpixel.train.EqualSizes;
import io.perpixel.train.Example;
import io.perpixel.train.ModelFile;
import io.perpixel.train.Replica;
import java.io.IOException;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.function.FlatMapFunction;

/**
 * Renders the images of a partition, writes PNGs named by their ids, and gives the number of
 * images. What the model cannot read goes to the tally.
 */
final class PredictFunction implements FlatMapFunction<Iterator<SourceItem>, Long> {
  private static final long serialVersionUID = 1L;

  private final BroadcastModel model;
  private final Rendering how;
  private final int threads;
  private final PictureDirectory output;
  private final Tally tally;

  PredictFunction(
      BroadcastModel model, Rendering how, int threads, PictureDirectory output, Tally tally) {
    this.model = model;
    this.how = how;
    this.threads = threads;
    this.output = output;
    this.tally = tally;
  }

  @Override
  public Iterator<Long> call(Iterator<SourceItem> items) throws IOException, StageException {
    if (!items.hasNext()) {
      return List.of(0L).iterator();
    }
    ModelFile file = model.open();
    // The model's stages have run before an example is made, so that their failures are rejects.
    Replica replica = new Replica(file.graph(), file.info().spec(), Stages.of(), threads);
    Rendering.Renderer renderer = how.with(replica);
    Map<Example, SourceItem> originals = new IdentityHashMap<>();
    long written = 0;
    EqualSizes minibatches =
        new EqualSizes(tensors(items, originals), how.batch(), file.info().spec());
    while (minibatches.hasNext()) {
      List<Example> minibatch = minibatches.next();
      List<SourceItem> stored = minibatch.stream().map(originals::remove).toList();
      List<Map<String, byte[]>> pictures = renderer.pictures(minibatch, stored);
      for (int i = 0; i < pictures.size(); i++) {
        for (Map.Entry<String, byte[]> picture : pictures.get(i).entrySet()) {
          output.write(PictureName.of(minibatch.get(i).id(), picture.getKey()), picture.getValue());
        }
        written++;
      }
    }
    tally.end();
    return List.of(written).iterator();
  }

  private Iterator<Example> tensors(
      Iterator<SourceItem> items, Map<Example, SourceItem> originals) {
    Iterable<SourceItem> once = () -> items;
    Stream<SourceItem> stream = StreamSupport.stream(once.spliterator(), false);
    return stream.map(item -> tensor(item, originals)).filter(Objects::nonNull).iterator();
  }

  private Example tensor(SourceItem item, Map<Example, SourceItem> originals) {
    tally.read(item);
    try {
      PictureName.of(item.id());
      Raster image = how.input().image(item.decode().image());
      Example example = new Example(item.id(), how.input().tensor(image), null);
      originals.put(example, item);
      return example;
    } catch (StageException e) {
      tally.reject(new Reject(item.id(), e.stage(), e.getMessage()));
      return null;
    }
  }
}
