package io.perpixel.nn.layer;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;

/**
 * Where the trained tail of a graph leaves its frozen head. The head is everything below which, and
 * in which, nothing is trained; in inference mode its output is a constant of each image. The tail
 * is the rest, and the frontier is what the tail reads of the head: one tensor where the layers
 * follow one another, several where skip connections cross the cut.
 */
public final class TailCut {
  private final ComputationGraphConfiguration graph;
  private final List<String> frontier;
  private final Set<String> tail;

  private TailCut(ComputationGraphConfiguration graph, Set<String> frontier, Set<String> tail) {
    this.graph = graph;
    this.frontier = List.copyOf(frontier);
    this.tail = tail;
  }

  /**
   * The cut of a graph whose layers know whether they are frozen.
   *
   * @return empty if the tail is the whole graph, or there is no tail
   */
  public static Optional<TailCut> of(ComputationGraphConfiguration graph) {
    FrozenPrefix prefix = new FrozenPrefix(graph);
    Set<String> frontier = new LinkedHashSet<>();
    Set<String> tail = new LinkedHashSet<>();
    graph
        .getVertices()
        .keySet()
        .forEach(
            name -> {
              if (prefix.trains(name)) {
                tail.add(name);
                graph.getVertexInputs().get(name).stream()
                    .filter(input -> !prefix.trains(input))
                    .forEach(frontier::add);
              }
            });
    boolean head = !graph.getNetworkInputs().containsAll(frontier);
    return head ? Optional.of(new TailCut(graph, frontier, tail)) : Optional.empty();
  }

  /** Names of the vertices of the head that the tail reads; the graph's input may be one. */
  public List<String> frontier() {
    return frontier;
  }

  /**
   * Whether the tail reads only height and width of a vertex of the frontier, as where logits are
   * brought to the size of the image.
   */
  public boolean onlySize(String vertex) {
    return tail.stream().allMatch(reader -> readsOnlySize(reader, vertex));
  }

  private boolean readsOnlySize(String reader, String vertex) {
    List<String> inputs = graph.getVertexInputs().get(reader);
    GraphVertex conf = graph.getVertices().get(reader);
    return IntStream.range(0, inputs.size())
        .filter(i -> inputs.get(i).equals(vertex))
        .allMatch(i -> conf instanceof PixelVertexConf pixels && pixels.readsOnlySize(i));
  }

  /** Whether a vertex belongs to the tail. */
  public boolean inTail(String vertex) {
    return tail.contains(vertex);
  }

  /** Names of the vertices of the head that are needed for the frontier, sorted. */
  public List<String> head() {
    List<String> needed = new ArrayList<>(frontier);
    for (int i = 0; i < needed.size(); i++) {
      graph.getVertexInputs().getOrDefault(needed.get(i), List.of()).stream()
          .filter(input -> !needed.contains(input))
          .forEach(needed::add);
    }
    needed.removeAll(graph.getNetworkInputs());
    return needed.stream().sorted().toList();
  }

  /**
   * The tail as a graph of its own: its inputs are the frontier, in order; its layers keep their
   * names, parameters, optimisers and what is frozen among them.
   */
  public ComputationGraphConfiguration tail() {
    ComputationGraphConfiguration copy = ComputationGraphConfiguration.fromJson(graph.toJson());
    copy.setNetworkInputs(new ArrayList<>(frontier));
    Map<String, GraphVertex> vertices = copy.getVertices();
    vertices.keySet().retainAll(tail);
    copy.getVertexInputs().keySet().retainAll(tail);
    // The order of the whole graph's vertices: DL4J sorts anew.
    copy.setTopologicalOrder(null);
    copy.setTopologicalOrderStr(null);
    return copy;
  }
}
