package io.perpixel.spark;

import io.perpixel.nn.kernel.Device;
import io.perpixel.train.Example;
import io.perpixel.train.Replica;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A replica that stays in its process from task to task, and takes all its steps in one thread.
 * Spark may give each task another thread, but DL4J's workspaces, OpenMP's teams and the kernels'
 * scratch memory belong to threads: in a new one the first steps of an epoch took twice as long,
 * and the old one's memory stayed. Used by one task at a time.
 */
final class ResidentReplica implements AutoCloseable {
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final Replica replica;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread made = new Thread(work, "perpixel-replica-" + COUNT.incrementAndGet());
            made.setDaemon(true);
            return made;
          });

  /**
   * Builds a replica in its thread.
   *
   * @param gpu on which it computes; empty for ND4J's own choice, and on a CPU
   */
  ResidentReplica(Supplier<Replica> build, OptionalInt gpu) {
    replica =
        inThread(
            () -> {
              gpu.ifPresent(Device::use);
              return build.get();
            });
  }

  ComputationGraph graph() {
    return replica.graph();
  }

  /** See {@link Replica#parametersChanged}. */
  void parametersChanged() {
    replica.parametersChanged();
  }

  /** See {@link Replica#step(List)}. */
  double step(List<Example> minibatch) {
    return inThread(() -> replica.step(minibatch));
  }

  /** See {@link Replica#step(INDArray, INDArray)}. */
  double step(INDArray images, INDArray labels) {
    return inThread(() -> replica.step(images, labels));
  }

  /** Ends the thread and frees the memory that belongs to it; once is enough. */
  @Override
  public void close() {
    if (thread.isShutdown()) {
      return;
    }
    thread.execute(() -> Nd4j.getWorkspaceManager().destroyAllWorkspacesForCurrentThread());
    thread.shutdown();
  }

  /** A task that is killed meanwhile still waits for the step: nobody may use the replica in it. */
  private <T> T inThread(Callable<T> work) {
    Future<T> future = thread.submit(work);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return future.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          throw Rethrown.asItIs(e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
