package io.perpixel.train;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * An optimiser's state parameter by parameter. DL4J keeps it in blocks of neighbouring parameters
 * that share an optimiser, in each block one array after the other: how parameters fall into blocks
 * depends on the graph, so the state of a graph is not that of its tail.
 */
final class OptimiserState {
  private OptimiserState() {}

  /**
   * Copies the state of all parameters that both graphs train.
   *
   * @throws IllegalArgumentException if their optimisers keep different arrays
   */
  static void copy(ComputationGraph from, ComputationGraph to) {
    Map<String, List<INDArray>> states = views(from);
    views(to)
        .forEach(
            (name, views) -> {
              List<INDArray> values = states.getOrDefault(name, List.of());
              if (values.size() != views.size()) {
                throw new IllegalArgumentException(
                    "the optimiser keeps %d arrays for %s, expected %d"
                        .formatted(values.size(), name, views.size()));
              }
              for (int i = 0; i < views.size(); i++) {
                views.get(i).assign(values.get(i));
              }
            });
  }

  /** Views of the state's arrays by layer and parameter; none for what is not trained. */
  private static Map<String, List<INDArray>> views(ComputationGraph graph) {
    Map<String, List<INDArray>> views = new HashMap<>();
    for (UpdaterBlock block : graph.getUpdater().getUpdaterBlocks()) {
      if (block.getUpdaterView() == null) {
        continue;
      }
      INDArray state = block.getUpdaterView().reshape(block.getUpdaterView().length());
      long parameters = (long) block.getParamOffsetEnd() - block.getParamOffsetStart();
      long arrays = state.length() / parameters;
      for (UpdaterBlock.ParamState parameter : block.getLayersAndVariablesInBlock()) {
        long from = (long) parameter.getParamOffsetStart() - block.getParamOffsetStart();
        long until = (long) parameter.getParamOffsetEnd() - block.getParamOffsetStart();
        String name =
            parameter.getLayer().getConfig().getLayerName() + "_" + parameter.getParamName();
        views.put(
            name,
            LongStream.range(0, arrays)
                .mapToObj(
                    i ->
                        state.get(
                            NDArrayIndex.interval(i * parameters + from, i * parameters + until)))
                .toList());
      }
    }
    return views;
  }
}
