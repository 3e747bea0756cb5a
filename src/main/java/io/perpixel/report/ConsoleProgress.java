package io.perpixel.report;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Progress of one task on standard output: a bar on a terminal, a line every few seconds in a log
 * file (which must hold no carriage returns). Either way {@link #close} leaves one line with the
 * total. May be advanced from several threads.
 *
 * <pre>{@code
 * try (ConsoleProgress progress = ConsoleProgress.start("epoch 3/25", 5000, "images")) {
 *   progress.note("loss 1.342").advance(100);
 * }
 * }</pre>
 *
 * <pre>{@code
 * epoch 3/25: 2,900 of 5,000 images (58 %), 285 images/s, 7.4 s left, loss 1.342
 * epoch 3/25: 5,000 images in 17.5 s, 285 images/s, loss 1.342
 * }</pre>
 */
public final class ConsoleProgress implements AutoCloseable {
  private static final Duration LOG_INTERVAL = Duration.ofSeconds(5);
  private static final int BAR_INTERVAL_MILLIS = 250;

  private final String task;
  private final long total;
  private final String unit;
  private final PrintStream out;
  private final long intervalNanos;
  private final LongSupplier nanoTime;
  private final long started;
  private final ProgressBar bar;

  /** Held while something is printed: the bar has a thread of its own. */
  private final Object output = new Object();

  /** Guarded by {@link #output}. */
  private int barLength;

  private long lastLine;
  private long done;
  private String note = "";
  private boolean closed;

  ConsoleProgress(
      String task,
      long total,
      String unit,
      PrintStream out,
      boolean terminal,
      Duration logInterval,
      LongSupplier nanoTime) {
    this.task = Canvas.oneLine(task, 60);
    this.total = total;
    this.unit = Canvas.oneLine(unit, 20);
    this.out = out;
    this.intervalNanos = logInterval.toNanos();
    this.nanoTime = nanoTime;
    this.started = nanoTime.getAsLong();
    this.lastLine = started;
    this.bar = terminal ? bar() : null;
  }

  /**
   * Begins a task.
   *
   * @param total how much there is to do; 0 or less if that is not known
   * @param unit of {@code total}, in the plural: images, batches, rows
   */
  public static ConsoleProgress start(String task, long total, String unit) {
    return new ConsoleProgress(
        task, total, unit, System.out, isTerminal(), LOG_INTERVAL, System::nanoTime);
  }

  /** Whether standard output is a terminal that can overwrite a line. */
  static boolean isTerminal() {
    return System.console() != null && !"dumb".equals(System.getenv("TERM"));
  }

  /** Counts {@code more} units as done. */
  public synchronized ConsoleProgress advance(long more) {
    done += more;
    if (bar != null) {
      bar.stepBy(more);
      return this;
    }
    long now = nanoTime.getAsLong();
    if (now - lastLine >= intervalNanos) {
      lastLine = now;
      out.println(line(now));
    }
    return this;
  }

  /** Shows {@code text} behind the figures from now on, such as the loss. */
  public synchronized ConsoleProgress note(String text) {
    note = Canvas.oneLine(text, 200);
    if (bar != null) {
      bar.setExtraMessage(" " + note);
    }
    return this;
  }

  /** Prints a line that stays; the bar goes on below it. */
  public synchronized void line(String text) {
    synchronized (output) {
      clearBar();
      out.println(text);
      out.flush();
    }
  }

  /** Ends the task, finished or not, with a line that says how much was done in what time. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (bar != null) {
      // Waits for its thread, which prints once more: not while holding what that needs.
      bar.close();
    }
    long nanos = nanoTime.getAsLong() - started;
    String amount = done < total ? "%s of %s".formatted(count(done), count(total)) : count(done);
    String time = Figures.duration(Duration.ofNanos(nanos));
    synchronized (output) {
      clearBar();
      out.println(task + ": " + amount + " " + unit + " in " + time + speed(nanos) + tail());
      out.flush();
    }
  }

  private String line(long now) {
    StringBuilder line = new StringBuilder(task).append(": ").append(count(done));
    if (total > 0) {
      line.append(" of ").append(count(total));
    }
    line.append(' ').append(unit);
    if (total > 0) {
      line.append(" (").append(Math.min(100, 100 * done / total)).append(" %)");
    }
    line.append(speed(now - started));
    if (done > 0 && done < total) {
      double left = (now - started) / 1e9 * (total - done) / done;
      line.append(", ").append(Figures.seconds(left)).append(" left");
    }
    return line.append(tail()).toString();
  }

  private String speed(long nanos) {
    return done > 0 && nanos > 0
        ? ", " + Figures.rate(done / (nanos / 1e9)) + " " + unit + "/s"
        : "";
  }

  private String tail() {
    return note.isEmpty() ? "" : ", " + note;
  }

  private ProgressBar bar() {
    return new ProgressBarBuilder()
        .setTaskName(task)
        .setInitialMax(total > 0 ? total : -1)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(BAR_INTERVAL_MILLIS)
        .setConsumer(new DelegatingProgressBarConsumer(this::overwrite))
        .build();
  }

  /** Our own instead of the library's, which ends every bar with an empty line. */
  private void overwrite(String text) {
    synchronized (output) {
      barLength = text.length();
      out.print("\r" + text);
      out.flush();
    }
  }

  private void clearBar() {
    if (bar != null) {
      overwrite(" ".repeat(barLength));
      out.print('\r');
    }
  }

  private static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }
}
