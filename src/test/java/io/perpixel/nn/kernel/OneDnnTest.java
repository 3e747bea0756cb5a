package io.perpixel.nn.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class OneDnnTest {
  private static final int ROUNDS = 8;
  private static final int DESCRIPTORS = 50_000;
  private static final long MOST = ROUNDS * DESCRIPTORS * 300L;

  /**
   * oneDNN allocates hundreds of bytes for each, and a directory of pictures of many sizes makes
   * hundreds for each size: they took 360 MB here.
   */
  @Test
  void descriptorsThatNobodyHoldsAreFreed() throws IOException, InterruptedException {
    createAndCollect();
    long least = Long.MAX_VALUE;
    // The process may take memory for other things, but not each time.
    for (int time = 0; time < 5 && least >= MOST; time++) {
      long before = residentBytes();
      for (int round = 0; round < ROUNDS; round++) {
        createAndCollect();
      }
      least = Math.min(least, residentBytes() - before);
    }
    assertThat(least).isLessThan(MOST);
  }

  private static void createAndCollect() throws InterruptedException {
    for (int i = 0; i < DESCRIPTORS; i++) {
      OneDnn.nhwc(new Nhwc(1, 8, 8, 1 + i));
    }
    CountDownLatch collected = new CountDownLatch(1);
    OneDnn.CLEANER.register(new Object(), collected::countDown);
    for (int second = 0; second < 60 && collected.getCount() > 0; second++) {
      System.gc();
      collected.await(1, TimeUnit.SECONDS);
    }
    assertThat(collected.getCount()).isZero();
  }

  private static long residentBytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
        .findFirst()
        .orElseThrow();
  }
}
