package io.perpixel.nn.kernel;

import java.util.Optional;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Where tensors are computed. ND4J decides once a process: on a GPU if it has CUDA and finds one.
 */
public final class Device {
  private static final String CUDA_BACKEND = "org.nd4j.linalg.jcublas.JCublasBackend";

  private Device() {}

  /** {@code cuda} or {@code cpu}. */
  public static String name() {
    return Nd4jKernels.onGpu() ? "cuda" : "cpu";
  }

  /** What to tell a user whose build has CUDA but whose process does not use it; else empty. */
  public static Optional<String> fallback() {
    return Nd4jKernels.onGpu() ? Optional.empty() : fallback(CUDA_BACKEND);
  }

  /** As {@link #fallback()} of a process on the CPU, with the backend's class. */
  static Optional<String> fallback(String backend) {
    try {
      Class.forName(backend, false, Device.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      return Optional.empty();
    }
    return Optional.of(
        "this build has CUDA, but no usable GPU was found (nvidia-smi shows GPUs and their driver): computing on the CPU");
  }

  /**
   * Lets the current thread compute on one of the machine's GPUs; without CUDA does nothing.
   *
   * @param index as CUDA counts the GPUs that this process sees, from 0
   * @throws IllegalArgumentException if there are not as many
   */
  public static void use(int index) {
    if (!Nd4jKernels.onGpu()) {
      return;
    }
    int there = Nd4j.getAffinityManager().getNumberOfDevices();
    if (index >= there) {
      throw new IllegalArgumentException(
          "Spark gave this task GPU %d, but CUDA sees %d here: the discovery script has to count as CUDA does (CUDA_VISIBLE_DEVICES)"
              .formatted(index, there));
    }
    Nd4j.getAffinityManager().unsafeSetDevice(index);
  }
}
