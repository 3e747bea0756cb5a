package io.perpixel.job;

import io.perpixel.registry.DamageException;
import io.perpixel.spark.BadDataException;
import io.perpixel.train.DivergedException;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Exit codes of every command; schedulers decide by them whether to retry. */
final class ExitCode {
  static final int OK = 0;
  static final int FAILURE = 1;
  static final int USAGE = 2;
  static final int BAD_DATA = 3;
  static final int DIVERGED = 4;

  private static final Map<Class<? extends Throwable>, Integer> MEANINGS =
      Map.of(
          UsageException.class, USAGE,
          BadDataException.class, BAD_DATA,
          DamageException.class, BAD_DATA,
          DivergedException.class, DIVERGED);

  private ExitCode() {}

  static int of(Throwable thrown) {
    return MEANINGS.getOrDefault(decisive(thrown).getClass(), FAILURE);
  }

  /** The throwable that decides the exit code: Spark wraps what a task threw, so causes count. */
  static Throwable decisive(Throwable thrown) {
    return causes(thrown).stream()
        .filter(t -> MEANINGS.containsKey(t.getClass()))
        .findFirst()
        .orElse(thrown);
  }

  /** The throwable and its causes, outermost first; a chain that bites its tail ends there. */
  static Set<Throwable> causes(Throwable thrown) {
    Set<Throwable> chain = new LinkedHashSet<>();
    for (Throwable t = thrown; t != null && chain.add(t); ) {
      t = t.getCause();
    }
    return chain;
  }
}
