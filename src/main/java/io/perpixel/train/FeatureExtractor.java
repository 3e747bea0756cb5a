package io.perpixel.train;

import io.perpixel.image.Stages;
import io.perpixel.nn.kernel.ComputeThreads;
import io.perpixel.nn.kernel.HostMemory;
import io.perpixel.nn.kernel.Nhwc;
import io.perpixel.nn.layer.InferencePlan;
import io.perpixel.nn.layer.TailCut;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Computes what the trained tail of a model reads: the output of its frozen part, in inference
 * mode. Used by one thread at a time.
 */
public final class FeatureExtractor {
  private final TailCut cut;
  private final InferencePlan head;
  private final BatchBuilder images;
  private final FeatureType type;
  private final int threads;

  /**
   * Of a whole model.
   *
   * @param cut where its tail begins
   * @param type how the features are to be stored
   * @param threads CPU threads of each operation
   */
  public FeatureExtractor(ModelFile model, TailCut cut, FeatureType type, int threads) {
    this.cut = cut;
    head = new InferencePlan(model.graph(), cut.frontier());
    images = new BatchBuilder(model.info().spec(), Stages.parse(model.info().inputStages()));
    this.type = type;
    this.threads = threads;
  }

  /**
   * The features of each image of a minibatch.
   *
   * @throws IllegalArgumentException if images differ in size or do not fit the model; the message
   *     names the example
   */
  public List<Features> features(List<Example> minibatch) {
    ComputeThreads.use(threads);
    images.fill(minibatch);
    INDArray[] values = head.outputs(images.images());
    List<List<FeatureTensor>> tensors = new ArrayList<>();
    minibatch.forEach(example -> tensors.add(new ArrayList<>()));
    for (int v = 0; v < values.length; v++) {
      Nhwc shape = Nhwc.of(values[v].shape());
      boolean onlySize = cut.onlySize(cut.frontier().get(v));
      int channels = onlySize ? 0 : shape.channels();
      float[] all = onlySize ? new float[0] : HostMemory.copyOfFloats(values[v]);
      int length = all.length / minibatch.size();
      for (int i = 0; i < minibatch.size(); i++) {
        byte[] data = type.encode(all, i * length, length);
        tensors.get(i).add(new FeatureTensor(shape.height(), shape.width(), channels, type, data));
      }
    }
    return tensors.stream().map(Features::new).toList();
  }
}
