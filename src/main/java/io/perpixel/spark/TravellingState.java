package io.perpixel.spark;

import io.perpixel.nn.kernel.HostMemory;
import io.perpixel.nn.layer.PixelLayerConf;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiPredicate;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What of a model travels in a round, as little-endian float32 bytes: the parameters and running
 * statistics of all layers that are not frozen, in graph order, then the optimiser's state. Bytes,
 * because every serializer copies them as they are, and from and to native memory they are one
 * {@code memcpy}.
 */
final class TravellingState implements ReplicaState {
  /** Values {@code from} to {@code until} of the flat parameters. */
  private record Range(long from, long until) {}

  /** Values of an array, flat. */
  private record Part(INDArray array, Range range) {
    long bytes() {
      return Float.BYTES * (range.until - range.from);
    }
  }

  private final ComputationGraph graph;
  private final List<Range> moving;
  private final List<Part> travelling;
  private final List<Part> resting;

  TravellingState(ComputationGraph graph) {
    this.graph = graph;
    INDArray parameters = graph.params();
    INDArray optimiser = graph.getUpdater().getStateViewArray();
    moving = moving(graph, (layer, key) -> true);
    travelling = parts(parameters, moving);
    if (optimiser != null) {
      travelling.add(new Part(optimiser, new Range(0, optimiser.length())));
    }
    resting = parts(parameters, complement(moving, parameters.length()));
  }

  private static List<Part> parts(INDArray array, List<Range> ranges) {
    List<Part> parts = new ArrayList<>();
    ranges.forEach(range -> parts.add(new Part(array, range)));
    return parts;
  }

  /** Tells how far states of this graph are apart. */
  WorkerDivergence divergence() {
    List<Range> trained =
        moving(
            graph,
            (layer, key) -> !(layer instanceof PixelLayerConf pixel) || pixel.isTrained(key));
    List<int[]> bytes = new ArrayList<>();
    for (Range wanted : trained) {
      long before = 0;
      for (Range range : moving) {
        if (wanted.from >= range.from && wanted.until <= range.until) {
          long from = before + wanted.from - range.from;
          long until = from + wanted.until - wanted.from;
          bytes.add(
              new int[] {
                Math.toIntExact(Float.BYTES * from), Math.toIntExact(Float.BYTES * until)
              });
        }
        before += range.until - range.from;
      }
    }
    return new WorkerDivergence(bytes);
  }

  /** Bytes that travel. */
  long size() {
    return length(travelling);
  }

  @Override
  public int bytes() {
    return requireArray(size());
  }

  /** A copy of what travels. */
  byte[] copy() {
    return copy(0, bytes());
  }

  /** Overwrites what travels. */
  void put(byte[] bytes) {
    require(bytes.length, size());
    put(0, bytes);
  }

  @Override
  public byte[] copy(int from, int until) {
    byte[] bytes = new byte[until - from];
    visit(travelling, from, bytes, TravellingState::get);
    return bytes;
  }

  @Override
  public void put(int from, byte[] piece) {
    visit(travelling, from, piece, TravellingState::set);
  }

  /** A copy of the frozen parameters. */
  byte[] copyFrozen() {
    byte[] bytes = new byte[requireArray(length(resting))];
    visit(resting, 0, bytes, TravellingState::get);
    return bytes;
  }

  /** Overwrites the frozen parameters. */
  void putFrozen(byte[] bytes) {
    require(bytes.length, length(resting));
    visit(resting, 0, bytes, TravellingState::set);
  }

  /** Moves bytes {@code at} on from or to values {@code value} on of an array. */
  private interface Move {
    void bytes(INDArray array, long value, byte[] bytes, int at, int count);
  }

  private static void get(INDArray array, long value, byte[] bytes, int at, int count) {
    HostMemory.get(array, value, bytes, at, count);
  }

  private static void set(INDArray array, long value, byte[] bytes, int at, int count) {
    HostMemory.put(bytes, at, count, array, value);
  }

  /** Moves what lies from byte {@code first} on of these parts, which follow one another. */
  private static void visit(List<Part> parts, int first, byte[] bytes, Move move) {
    if (first % Float.BYTES != 0 || bytes.length % Float.BYTES != 0) {
      throw new IllegalArgumentException(
          "%d bytes at byte %d are no whole float32 values".formatted(bytes.length, first));
    }
    long last = (long) first + bytes.length;
    if (first < 0 || last > length(parts)) {
      throw new IllegalArgumentException(
          "bytes %d to %d of a state of %d".formatted(first, last, length(parts)));
    }
    long start = 0;
    for (Part part : parts) {
      long from = Math.max(first, start);
      long until = Math.min(last, start + part.bytes());
      if (from < until) {
        move.bytes(
            part.array,
            part.range.from + (from - start) / Float.BYTES,
            bytes,
            (int) (from - first),
            (int) (until - from));
      }
      start += part.bytes();
    }
  }

  private static int requireArray(long bytes) {
    if (bytes > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "the state of the trained layers takes %,d bytes, a round moves at most 2 GB: train fewer layers (train.trainable)"
              .formatted(bytes));
    }
    return (int) bytes;
  }

  private static void require(int found, long expected) {
    if (found != expected) {
      throw new IllegalArgumentException(
          "a model's state of %,d bytes came for a model of %,d".formatted(found, expected));
    }
  }

  /** Ranges of parameters of the layers that are not frozen, neighbours joined. */
  private static List<Range> moving(
      ComputationGraph graph, BiPredicate<org.deeplearning4j.nn.conf.layers.Layer, String> wanted) {
    long start = HostMemory.address(graph.params());
    List<Range> ranges = new ArrayList<>();
    for (Layer layer : graph.getLayers()) {
      boolean frozen =
          layer.conf().getLayer() instanceof PixelLayerConf pixelLayer && pixelLayer.isFrozen();
      if (layer.numParams() > 0 && !frozen) {
        layer
            .paramTable()
            .forEach(
                (key, parameter) -> {
                  if (wanted.test(layer.conf().getLayer(), key)) {
                    long from = (HostMemory.address(parameter) - start) / Float.BYTES;
                    ranges.add(new Range(from, from + parameter.length()));
                  }
                });
      }
    }
    ranges.sort(Comparator.comparingLong(Range::from));
    return joined(ranges);
  }

  private static List<Range> joined(List<Range> sorted) {
    List<Range> joined = new ArrayList<>();
    for (Range range : sorted) {
      int last = joined.size() - 1;
      if (last >= 0 && joined.get(last).until == range.from) {
        joined.set(last, new Range(joined.get(last).from, range.until));
      } else {
        joined.add(range);
      }
    }
    return joined;
  }

  private static List<Range> complement(List<Range> ranges, long length) {
    List<Range> rest = new ArrayList<>();
    long from = 0;
    for (Range range : ranges) {
      if (range.from > from) {
        rest.add(new Range(from, range.from));
      }
      from = range.until;
    }
    if (from < length) {
      rest.add(new Range(from, length));
    }
    return rest;
  }

  private static long length(List<Part> parts) {
    return parts.stream().mapToLong(Part::bytes).sum();
  }
}
