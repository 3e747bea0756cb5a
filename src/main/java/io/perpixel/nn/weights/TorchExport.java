package io.perpixel.nn.weights;

import io.perpixel.nn.kernel.HostMemory;
import io.perpixel.nn.layer.BatchNorm;
import io.perpixel.nn.model.NamedParameters;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A model's parameters and running statistics as the state dict that PyTorch's {@code state_dict()}
 * gives of the same network: the keys of {@link NamedParameters}, which are those that {@link
 * WeightNames} maps others to, and {@code num_batches_tracked} of each batch norm.
 */
public final class TorchExport {
  private static final String LAST_STATISTIC = ".running_var";

  private final List<TorchWriter.Array> arrays = new ArrayList<>();

  /**
   * The state dict of a graph, whose parameters must not change until it is written.
   *
   * @throws IllegalArgumentException if a layer is none of ours
   */
  public TorchExport(ComputationGraph graph) {
    for (Map.Entry<String, INDArray> parameter : NamedParameters.of(graph).entrySet()) {
      String name = parameter.getKey();
      INDArray array = parameter.getValue();
      arrays.add(
          new TorchWriter.Array(
              name,
              TorchDtype.FLOAT32,
              array.shape(),
              out -> HostMemory.write(array, ByteOrder.LITTLE_ENDIAN, out)));
      if (name.endsWith(LAST_STATISTIC)) {
        arrays.add(counter(graph, name.substring(0, name.length() - LAST_STATISTIC.length())));
      }
    }
  }

  /**
   * A scalar that nothing of ours, and in PyTorch only a cumulative average, ever reads: the steps
   * that the model was trained here, or 0 where its statistics stood still.
   */
  private static TorchWriter.Array counter(ComputationGraph graph, String layer) {
    BatchNorm norm = (BatchNorm) graph.getLayer(layer).conf().getLayer();
    long steps = norm.usesRunningStatistics() ? 0 : graph.getConfiguration().getIterationCount();
    byte[] value =
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(steps).array();
    return new TorchWriter.Array(
        layer + WeightNames.COUNTER, TorchDtype.INT64, new long[0], out -> out.write(value));
  }

  /** The number of arrays. */
  public int size() {
    return arrays.size();
  }

  /** Writes the file, the same bytes each time; does not close {@code out}. */
  public void writeTo(OutputStream out) throws IOException {
    TorchWriter.write(arrays, out);
  }
}
