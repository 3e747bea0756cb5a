package io.perpixel.spark;

import io.perpixel.nn.kernel.KernelChoice;
import io.perpixel.train.ModelFile;
import java.io.IOException;
import java.io.Serializable;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/** A model for tasks, together with the choice of what computes it, which they have to be told. */
public final class BroadcastModel implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Broadcast<byte[]> file;
  private final String kernels;

  /**
   * Sends a model to the executors; {@link #release} it.
   *
   * @param kernels {@code nn.kernels}
   */
  public BroadcastModel(JavaSparkContext context, ModelFile model, String kernels)
      throws IOException {
    file = context.broadcast(model.toBytes());
    this.kernels = kernels;
  }

  /** The model, in a process that computes with the chosen kernels from now on. */
  ModelFile open() throws IOException {
    KernelChoice.use(kernels);
    return ModelFile.read(file.value(), "the broadcast model");
  }

  /** Frees it on all executors. */
  public void release() {
    Release.of(file);
  }
}
