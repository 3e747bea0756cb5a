package io.perpixel.nn.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * In threads of their own: the number stays with a thread, and would change what others compute.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ComputeThreadsTest {
  private static final int THREADS = 3;

  /** Enough values to wake all threads. */
  private static final int N = 1 << 20;

  @Test
  void everyValueIsInOneRange() {
    ComputeThreads.use(THREADS);
    for (int n : new int[] {0, 1, 1000, N, N + 1, N + 2}) {
      AtomicIntegerArray visits = new AtomicIntegerArray(n);
      ComputeThreads.overRanges(
          n,
          (from, to) -> {
            for (long i = from; i < to; i++) {
              visits.incrementAndGet((int) i);
            }
          });
      assertThat(IntStream.range(0, n).filter(i -> visits.get(i) != 1)).as("of %d", n).isEmpty();
    }
  }

  /** Whoever catches the error may free the arrays on which the others would still work. */
  @Test
  void aFailureWaitsForTheOthers() {
    AtomicLong done = new AtomicLong();
    assertThatThrownBy(
            () ->
                overRanges(
                    done,
                    () -> {
                      throw new IllegalArgumentException("first part");
                    }))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("first part");
    assertThat(done.get()).isEqualTo(N - N / THREADS);
  }

  /** Spark interrupts the thread of a task that it kills. */
  @Test
  void anInterruptWaitsForTheOthersAndIsNotLost() {
    AtomicLong done = new AtomicLong();
    overRanges(done, Thread.currentThread()::interrupt);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(done.get()).isEqualTo(N - N / THREADS);
  }

  /** Runs {@code first} as the caller's part; the others end only some time after it has ended. */
  private static void overRanges(AtomicLong done, Runnable first) {
    ComputeThreads.use(THREADS);
    CountDownLatch firstEnded = new CountDownLatch(1);
    ComputeThreads.overRanges(
        N,
        (from, to) -> {
          if (from == 0) {
            try {
              first.run();
            } finally {
              firstEnded.countDown();
            }
          } else {
            await(firstEnded);
            done.addAndGet(to - from);
          }
        });
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
      // Time for a caller that does not wait to be gone.
      Thread.sleep(100);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aFailureInAnotherThreadIsTold() {
    ComputeThreads.use(THREADS);
    assertThatThrownBy(
            () ->
                ComputeThreads.overRanges(
                    N,
                    (from, to) -> {
                      if (from > 0) {
                        throw new IllegalArgumentException("at " + from);
                      }
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("another thread's part failed")
        .hasMessageContaining("at ");
  }
}
