package io.perpixel.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ConsoleProgressTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final AtomicLong clock = new AtomicLong(-5);

  @Test
  void aLogGetsALineEveryFewSecondsAndOneAtTheEnd() {
    try (ConsoleProgress progress = progress("epoch 3/25", 5000, false)) {
      for (int i = 0; i < 50; i++) {
        pass(Duration.ofMillis(350));
        progress.note("loss 1." + (342 - i)).advance(100);
      }
    }
    assertThat(text().lines())
        .containsExactly(
            "epoch 3/25: 1,500 of 5,000 images (30 %), 286 images/s, 12.3 s left, loss 1.328",
            "epoch 3/25: 3,000 of 5,000 images (60 %), 286 images/s, 7.0 s left, loss 1.313",
            "epoch 3/25: 4,500 of 5,000 images (90 %), 286 images/s, 1.8 s left, loss 1.298",
            "epoch 3/25: 5,000 images in 17.5 s, 286 images/s, loss 1.293");
    assertThat(text()).doesNotContain("\r");
  }

  @Test
  void aLineStaysAboveTheBar() {
    try (ConsoleProgress progress = progress("epoch", 2, true)) {
      progress.advance(1);
      progress.line("step 1 of 2");
    }
    assertThat(text()).contains("\rstep 1 of 2" + System.lineSeparator());
  }

  @Test
  void anUnknownTotalAnEmptyTaskAndATaskCutShort() {
    try (ConsoleProgress progress = progress("scan", 0, false)) {
      pass(Duration.ofSeconds(6));
      progress.advance(12);
    }
    progress("nothing", 0, false).close();
    ConsoleProgress cut = progress("cut", 10, false).advance(4);
    pass(Duration.ofSeconds(2));
    cut.close();
    cut.close();
    assertThat(text().lines())
        .containsExactly(
            "scan: 12 images, 2.0 images/s",
            "scan: 12 images in 6.0 s, 2.0 images/s",
            "nothing: 0 images in 0 ms",
            "cut: 4 of 10 images in 2.0 s, 2.0 images/s");
  }

  @Test
  void textFromElsewhereCannotMoveTheCursor() {
    progress("a\r\n\u001b[2Jb", 1, false).note("x\ny\0").close();
    assertThat(text()).isEqualTo("a [2Jb: 0 of 1 images in 0 ms, x y" + System.lineSeparator());
  }

  @Test
  void aTerminalGetsABarThatTheLastLineReplaces() {
    try (ConsoleProgress progress = progress("epoch 1/2", 10, true)) {
      progress.note("loss 1").advance(10);
      pass(Duration.ofSeconds(1));
    }
    assertThat(text()).contains("\repoch 1/2", "10/10");
    String last = text().substring(text().lastIndexOf('\r') + 1);
    assertThat(last)
        .isEqualTo("epoch 1/2: 10 images in 1.0 s, 10.0 images/s, loss 1" + System.lineSeparator());
    assertThat(text().chars().filter(c -> c == '\n')).hasSize(1);
  }

  @Test
  void countsFromManyThreads() {
    try (ConsoleProgress progress = progress("t", 10_000, false)) {
      IntStream.range(0, 10_000).parallel().forEach(i -> progress.advance(1));
    }
    assertThat(text()).startsWith("t: 10,000 images in");
  }

  private ConsoleProgress progress(String task, long total, boolean terminal) {
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    return new ConsoleProgress(
        task, total, "images", out, terminal, Duration.ofSeconds(5), clock::get);
  }

  private void pass(Duration time) {
    clock.addAndGet(time.toNanos());
  }

  private String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
