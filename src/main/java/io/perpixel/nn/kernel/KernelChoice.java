package io.perpixel.nn.kernel;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kernels of this process. Chosen once at start ({@code nn.kernels = auto | onednn | nd4j});
 * every executor of a job is told the same choice, so that all replicas compute alike.
 */
public final class KernelChoice {
  private static final Logger LOG = LoggerFactory.getLogger(KernelChoice.class);

  private static final Map<String, Kernels> BUILT = new HashMap<>();

  private static volatile Kernels current;

  private KernelChoice() {}

  /** The chosen kernels; {@code auto} where nothing was chosen yet. */
  public static Kernels current() {
    Kernels kernels = current;
    return kernels != null ? kernels : firstChoice();
  }

  /** Unless another thread has chosen meanwhile. */
  private static synchronized Kernels firstChoice() {
    return current != null ? current : use("auto");
  }

  /**
   * Chooses. Choosing the same again changes nothing: layers keep what they built between a forward
   * and a backward pass as long as the kernels are the same object, and replicas of one process are
   * built while others take their steps.
   *
   * @param name {@code onednn}: oneDNN called directly; {@code nd4j}: ND4J's own operations (CUDA,
   *     and any CPU); {@code auto}: ND4J on a GPU, otherwise oneDNN if its library loads, else ND4J
   * @throws IllegalArgumentException for any other name
   * @throws IllegalStateException if the forced kernels cannot be loaded
   */
  public static synchronized Kernels use(String name) {
    current =
        switch (name.toLowerCase(Locale.ROOT)) {
          case "onednn" -> oneDnn();
          case "nd4j" -> nd4j();
          case "auto" -> automatic();
          default ->
              throw new IllegalArgumentException(
                  "nn.kernels is \"" + name + "\": expected auto, onednn or nd4j");
        };
    return current;
  }

  private static Kernels automatic() {
    if (Nd4jKernels.onGpu()) {
      return nd4j();
    }
    if (!BUILT.containsKey("onednn")) {
      Device.fallback().ifPresent(LOG::warn);
    }
    try {
      return oneDnn();
    } catch (IllegalStateException e) {
      LOG.warn("{}; using ND4J's own operations, which are slower", e.getMessage());
      return nd4j();
    }
  }

  private static Kernels nd4j() {
    return BUILT.computeIfAbsent("nd4j", name -> new Nd4jKernels());
  }

  private static Kernels oneDnn() {
    if (Nd4jKernels.onGpu()) {
      throw new IllegalStateException(
          "oneDNN computes on the CPU, but ND4J's arrays are on a GPU here: set nn.kernels = auto or nd4j");
    }
    try {
      return BUILT.computeIfAbsent("onednn", name -> new OneDnnKernels());
    } catch (LinkageError e) {
      throw new IllegalStateException("oneDNN's library does not load here (" + e + ")", e);
    }
  }
}
