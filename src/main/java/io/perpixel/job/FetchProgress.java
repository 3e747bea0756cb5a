package io.perpixel.job;

import io.perpixel.manifest.Progress;
import java.io.PrintWriter;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows a fetch: a bar at a terminal, a line every tenth in a log file. */
final class FetchProgress implements Progress {
  private static final long MEGABYTE = 1_000_000;

  private final PrintWriter err;
  private final boolean terminal = System.console() != null;
  private ProgressBar bar;
  private String task = "";
  private long total;
  private long nextLine;

  FetchProgress(PrintWriter err) {
    this.err = err;
  }

  @Override
  public void start(String name, long bytes) {
    task = name;
    total = bytes;
    nextLine = bytes / 10;
    if (terminal) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(name)
              .setInitialMax(bytes)
              .setUnit(" MB", MEGABYTE)
              .setStyle(ProgressBarStyle.ASCII)
              .showSpeed()
              .build();
    } else {
      note(bytes < 0 ? name + " ..." : "%s: %,d bytes ...".formatted(name, bytes));
    }
  }

  @Override
  public void advance(long bytes) {
    if (bar != null) {
      bar.stepTo(bytes);
    } else if (total > 0 && bytes >= nextLine) {
      note("%s: %d %%".formatted(task, 100 * bytes / total));
      nextLine = bytes + total / 10;
    }
  }

  @Override
  public void done() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }

  @Override
  public void note(String message) {
    err.println(message);
    err.flush();
  }
}
