package io.perpixel.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perpixel.image.Stages;
import io.perpixel.nn.model.ColourNet;
import io.perpixel.train.Replica;
import io.perpixel.train.TorchAdam;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ResidentReplicaTest {
  private static final ColourNet SPEC = new ColourNet(false, 1, 1, 2, 1);

  private final ComputationGraph graph =
      new ComputationGraph(SPEC.configuration(new TorchAdam(0.1), 1));
  private final ResidentReplica replica;
  private final INDArray images = Nd4j.ones(DataType.FLOAT, 1, 8, 8, 1);
  private final INDArray labels = Nd4j.zeros(DataType.INT32, 1, 8, 8);

  ResidentReplicaTest() {
    graph.init();
    replica =
        new ResidentReplica(
            () -> new Replica(graph, SPEC, Stages.parse(SPEC.inputStages()), 1),
            OptionalInt.empty());
  }

  @AfterEach
  void close() {
    replica.close();
  }

  @Test
  void stepsOfAllTasksAreTakenInOneThread() throws Exception {
    List<Thread> seen = Collections.synchronizedList(new ArrayList<>());
    graph.addListeners(after(() -> seen.add(Thread.currentThread())));
    for (int task = 0; task < 3; task++) {
      Thread thread = new Thread(() -> replica.step(images, labels));
      thread.start();
      thread.join();
    }
    assertThat(seen).hasSize(3).doesNotContain(Thread.currentThread());
    assertThat(new HashSet<>(seen)).hasSize(1);
    assertThat(seen.get(0).isDaemon()).as("keeps no process alive").isTrue();
    replica.close();
    seen.get(0).join(60_000);
    assertThat(seen.get(0).isAlive()).isFalse();
  }

  @Test
  void aTaskThatIsKilledLeavesAfterTheStep() throws Exception {
    CountDownLatch inStep = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    graph.addListeners(
        after(
            () -> {
              inStep.countDown();
              await(goOn);
            }));
    boolean[] interrupted = new boolean[1];
    Thread task =
        new Thread(
            () -> {
              replica.step(images, labels);
              interrupted[0] = Thread.currentThread().isInterrupted();
            });
    task.start();
    await(inStep);
    task.interrupt();
    task.join(100);
    assertThat(task.isAlive()).as("the step is not over").isTrue();
    goOn.countDown();
    task.join(60_000);
    assertThat(interrupted[0]).isTrue();
  }

  @Test
  void whatAStepThrowsArrivesAsItIs() {
    assertThatThrownBy(() -> replica.step(List.of())).isInstanceOf(IndexOutOfBoundsException.class);
  }

  private static BaseTrainingListener after(Runnable step) {
    return new BaseTrainingListener() {
      @Override
      public void iterationDone(Model model, int iteration, int epoch) {
        step.run();
      }
    };
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
