package io.perpixel.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.perpixel.image.Stages;
import io.perpixel.nn.model.ColourNet;
import io.perpixel.train.Replica;
import io.perpixel.train.TorchAdam;
import java.util.concurrent.CountDownLatch;
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
  private final Supplier<Replica> build =
      () -> {
        built.incrementAndGet();
        ComputationGraph graph = new ComputationGraph(SPEC.configuration(new TorchAdam(0.1), 1));
        graph.init();
        return new Replica(graph, SPEC, Stages.parse(SPEC.inputStages()), 1);
      };

  @AfterEach
  void release() {
    ReplicaPool.release(RUN);
  }

  private Replica get(String key) {
    return ReplicaPool.with(RUN + key, build, Function.identity());
  }

  @Test
  void aReplicaIsBuiltOnceUntilItsRunIsReleased() {
    Replica first = get("a/0");
    assertThat(get("a/0")).isSameAs(first);
    Replica other = get("b/0");
    assertThat(other).isNotSameAs(first);
    ReplicaPool.release(RUN + "a");
    assertThat(get("a/0")).isNotSameAs(first);
    assertThat(get("b/0")).isSameAs(other);
    assertThat(built).hasValue(3);
  }

  @Test
  void replicasOfEndedRunsDoNotPileUp() {
    for (int i = 0; i < 40; i++) {
      get("x/" + i);
      get("x/0");
    }
    assertThat(built).hasValue(40);
    get("x/1");
    assertThat(built).as("the one used least recently was forgotten").hasValue(41);
  }

  @Test
  void twoTasksNeverUseOneReplicaAtATime() throws Exception {
    ExecutorService tasks = Executors.newFixedThreadPool(2);
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    try {
      Future<Replica> first =
          tasks.submit(
              () ->
                  ReplicaPool.with(
                      RUN + "/0",
                      build,
                      replica -> {
                        inside.countDown();
                        await(leave);
                        return replica;
                      }));
      await(inside);
      Future<Replica> second = tasks.submit(() -> get("/0"));
      // Another replica is free meanwhile.
      get("/1");
      Thread.sleep(100);
      assertThat(second).isNotDone();
      leave.countDown();
      assertThat(second.get(10, TimeUnit.SECONDS)).isSameAs(first.get());
    } finally {
      leave.countDown();
      tasks.shutdownNow();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
