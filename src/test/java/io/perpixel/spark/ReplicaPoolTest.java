package io.perpixel.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perpixel.image.Stages;
import io.perpixel.nn.model.ColourNet;
import io.perpixel.train.Replica;
import io.perpixel.train.TorchAdam;
import java.util.OptionalInt;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReplicaPoolTest {
  private static final String RUN = "ReplicaPoolTest";
  private static final ColourNet SPEC = new ColourNet(false, 1, 1, 2, 1);

  private final AtomicInteger built = new AtomicInteger();
  private final Supplier<ResidentReplica> build =
      () -> {
        built.incrementAndGet();
        ComputationGraph graph = new ComputationGraph(SPEC.configuration(new TorchAdam(0.1), 1));
        graph.init();
        return new ResidentReplica(
            () -> new Replica(graph, SPEC, Stages.parse(SPEC.inputStages()), 1),
            OptionalInt.empty());
      };

  @AfterEach
  void release() {
    ReplicaPool.release(RUN + "a");
    ReplicaPool.release(RUN + "b");
  }

  private ResidentReplica get(String run) {
    return ReplicaPool.with(RUN + run, OptionalInt.empty(), build, Function.identity());
  }

  @Test
  void aReplicaIsBuiltOnceUntilItsRunIsReleased() {
    ResidentReplica first = get("a");
    assertThat(get("a")).isSameAs(first);
    ResidentReplica other = get("b");
    assertThat(other).isNotSameAs(first);
    ReplicaPool.release(RUN + "a");
    assertThat(get("a")).isNotSameAs(first);
    assertThat(get("b")).isSameAs(other);
    assertThat(built).hasValue(3);
  }

  @Test
  void replicasOfEndedRunsDoNotPileUp() {
    ResidentReplica first = get("a");
    for (int i = 0; i < 20; i++) {
      String run = RUN + i;
      ReplicaPool.with(run, OptionalInt.empty(), build, Function.identity());
      assertThat(get("b")).as("used all the time").isNotSameAs(first);
    }
    assertThat(built).hasValue(22);
    assertThat(get("a")).as("the one used least recently was forgotten").isNotSameAs(first);
    for (int i = 0; i < 20; i++) {
      ReplicaPool.release(RUN + i);
    }
  }

  @Test
  void oneThatThrewIsNotUsedAgain() {
    ResidentReplica first = get("a");
    assertThatThrownBy(
            () ->
                ReplicaPool.with(
                    RUN + "a",
                    OptionalInt.empty(),
                    build,
                    replica -> {
                      throw new IllegalStateException("in the middle of a step");
                    }))
        .hasMessage("in the middle of a step");
    assertThat(get("a")).isNotSameAs(first);
  }

  @Test
  void twoTasksNeverUseOneReplicaAtATime() throws Exception {
    ExecutorService tasks = Executors.newFixedThreadPool(2);
    CyclicBarrier inside = new CyclicBarrier(2);
    Function<ResidentReplica, ResidentReplica> together =
        replica -> {
          await(inside);
          return replica;
        };
    try {
      for (int i = 0; i < 3; i++) {
        Future<ResidentReplica> first =
            tasks.submit(() -> ReplicaPool.with(RUN + "a", OptionalInt.empty(), build, together));
        Future<ResidentReplica> second =
            tasks.submit(() -> ReplicaPool.with(RUN + "a", OptionalInt.empty(), build, together));
        assertThat(first.get(60, TimeUnit.SECONDS)).isNotSameAs(second.get(60, TimeUnit.SECONDS));
      }
      assertThat(built).as("as many as tasks at a time").hasValue(2);
    } finally {
      tasks.shutdownNow();
    }
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(60, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
