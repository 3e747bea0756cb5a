package io.perpixel.nn.kernel;

import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kernels of this process. Chosen once at start ({@code nn.kernels = auto | onednn | nd4j});
 * every executor of a job is told the same choice, so that all replicas compute alike.
 */
public final class KernelChoice {
  private static final Logger LOG = LoggerFactory.getLogger(KernelChoice.class);

  private static volatile Kernels current;

  private KernelChoice() {}

  /** The chosen kernels; {@code auto} where nothing was chosen yet. */
  public static Kernels current() {
    Kernels kernels = current;
    return kernels != null ? kernels : use("auto");
  }

  /**
   * Chooses.
   *
   * @param name {@code onednn}: oneDNN called directly; {@code nd4j}: ND4J's own operations (CUDA,
   *     and any CPU); {@code auto}: oneDNN if its library loads, otherwise ND4J
   * @throws IllegalArgumentException for any other name
   * @throws IllegalStateException if the forced kernels cannot be loaded
   */
  public static synchronized Kernels use(String name) {
    current =
        switch (name.toLowerCase(Locale.ROOT)) {
          case "onednn" -> oneDnn();
          case "nd4j" -> new Nd4jKernels();
          case "auto" -> automatic();
          default ->
              throw new IllegalArgumentException(
                  "nn.kernels is \"" + name + "\": expected auto, onednn or nd4j");
        };
    return current;
  }

  private static Kernels automatic() {
    if (Nd4jKernels.onGpu()) {
      return new Nd4jKernels();
    }
    try {
      return oneDnn();
    } catch (IllegalStateException e) {
      LOG.warn("{}; using ND4J's own operations, which are slower", e.getMessage());
      return new Nd4jKernels();
    }
  }

  private static Kernels oneDnn() {
    try {
      OneDnnKernels kernels = new OneDnnKernels();
      LOG.debug("kernels: {}", kernels.name());
      return kernels;
    } catch (LinkageError e) {
      throw new IllegalStateException("oneDNN's library does not load here (" + e + ")", e);
    }
  }
}
