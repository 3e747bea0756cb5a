package io.perpixel.nn.layer;

import io.perpixel.nn.kernel.KernelChoice;
import io.perpixel.nn.kernel.Kernels;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * Operations, or whole {@linkplain InferenceProgram programs} of them, by the shape of what they
 * read; all are forgotten when other kernels are chosen. A training run sees two or three shapes
 * (minibatch, last minibatch, validation); prediction over a mixed directory may see many, so the
 * oldest are dropped.
 */
class KernelCache<S, K> {
  private static final int KEPT = 4;

  private final BiFunction<Kernels, S, K> build;
  private Kernels builtBy;
  private final Map<S, K> kernels =
      new LinkedHashMap<>(8, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<S, K> eldest) {
          return size() > KEPT;
        }
      };

  KernelCache(BiFunction<Kernels, S, K> build) {
    this.build = build;
  }

  K get(S shape) {
    Kernels current = KernelChoice.current();
    if (current != builtBy) {
      kernels.clear();
      builtBy = current;
    }
    return kernels.computeIfAbsent(shape, s -> build.apply(current, s));
  }
}
