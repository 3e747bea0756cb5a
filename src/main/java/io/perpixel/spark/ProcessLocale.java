package io.perpixel.spark;

import java.util.Locale;

/**
 * The locale of every process of ours. What is printed is English, and much of it is data to
 * somebody: progress lines and tables to {@code grep}, reasons in tables of rejects, names of files
 * that Spark numbers. See docs/decisions/100-one-locale.md.
 */
public final class ProcessLocale {
  static final Locale LOCALE = Locale.US;

  private ProcessLocale() {}

  /** Sets it for this process, before anything is formatted; executors get it as an option. */
  public static void set() {
    Locale.setDefault(LOCALE);
  }
}
