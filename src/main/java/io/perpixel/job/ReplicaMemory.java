package io.perpixel.job;

import io.perpixel.nn.model.Complexity;
import io.perpixel.nn.model.MemoryNeed;
import io.perpixel.nn.model.ModelSpec;
import io.perpixel.spark.FeatureCache;
import java.util.List;
import java.util.Optional;
import java.util.function.LongUnaryOperator;
import java.util.function.Predicate;

/**
 * What models take outside the Java heap, in bytes. Constants are measured, see benchmarks/memory.
 *
 * @param training one replica that trains
 * @param inference one that scores or predicts, as its own copy of the model
 * @param plan the same beside a replica that trains, whose parameters it uses
 * @param parameters of the model
 * @param optimiser state of the trained parameters
 * @param travels what a round of averaging moves: trained parameters and optimiser
 * @param features one process that computes what a frozen beginning says; 0 where none does
 * @param whole parameters of the model with its frozen beginning
 * @param example one image with its target in the Java heap, and as much again while it travels
 */
record ReplicaMemory(
    long training,
    long inference,
    long plan,
    long parameters,
    long optimiser,
    long travels,
    long features,
    long whole,
    long example) {
  /**
   * Resident memory per byte that the backward pass reads: gradients on their way between layers,
   * the loss and the kernels' scratch come on top. Of UNet and saliency at several sizes and
   * batches.
   */
  private static final double PER_STORED_BYTE = 1.42;

  /** Likewise of inference, per byte of the largest layer's inputs and outputs. */
  private static final double PER_INFERRED_BYTE = 1.2;

  /** Parameters once more beside model, gradient and optimiser: weights as kernels want them. */
  private static final double LAYOUTS = 0.5;

  /** Parameters of a plan: weights as kernels want them. */
  private static final double PLAN = 1.2;

  /** Stored bytes of a pixel of an image, beside one of its target. */
  private static final long IMAGE_BYTES = 3;

  /** Adam's moments. */
  private static final LongUnaryOperator ADAM = parameters -> 2 * parameters;

  /**
   * The sizes of a run.
   *
   * @param batch images whose gradient is computed at once
   * @param accumulates whether gradients of several such batches are summed
   * @param scored images in one inference step
   */
  record Sizes(int height, int width, int batch, boolean accumulates, int scored) {}

  /**
   * Features that take the place of images.
   *
   * @param tail layers, by name, that read them or one another
   * @param frontier vertices whose output they are
   * @param bytes of one value, all copies together
   * @param tasks that compute them in one process at a time
   */
  record Features(Predicate<String> tail, List<String> frontier, int bytes, int tasks) {}

  /**
   * Of a model that is trained.
   *
   * @param trained layers, by name
   * @param optimiser values of its state by trained parameters
   * @param features if the model is not trained whole
   */
  static ReplicaMemory of(
      ModelSpec spec,
      Sizes sizes,
      Predicate<String> trained,
      LongUnaryOperator optimiser,
      Optional<Features> features) {
    Complexity whole = Complexity.of(spec, sizes.height, sizes.width);
    Complexity part = features.map(f -> whole.only(f.tail)).orElse(whole);
    MemoryNeed need = part.memory(trained, sizes.batch);
    long all = whole.memory(trained, 1).parameters();
    long pixels = (long) sizes.height * sizes.width;
    long stored =
        features.map(f -> f.bytes * whole.values(f.frontier)).orElse(IMAGE_BYTES * pixels);
    long moments = optimiser.applyAsLong(need.gradients() / Float.BYTES) * Float.BYTES;
    double training =
        PER_STORED_BYTE * need.activations()
            + (1 + LAYOUTS) * need.parameters()
            + (sizes.accumulates ? 2 : 1) * need.gradients()
            + moments;
    long plan = plan(part, need.parameters(), sizes.scored);
    return new ReplicaMemory(
        (long) training,
        plan + need.parameters(),
        plan,
        need.parameters(),
        moments,
        need.gradients() + moments,
        features.map(f -> f.tasks * (plan(whole, all, FeatureCache.BATCH) + all)).orElse(0L),
        all,
        2 * (stored + pixels));
  }

  private static long plan(Complexity complexity, long parameters, int images) {
    return (long)
        (PER_INFERRED_BYTE * complexity.inferenceActivations() * images + PLAN * parameters);
  }

  /** Of a model that is only applied to {@code batch} images at a time. */
  static ReplicaMemory inference(ModelSpec spec, int height, int width, int batch) {
    return of(
        spec,
        new Sizes(height, width, batch, false, batch),
        layer -> false,
        ADAM,
        Optional.empty());
  }

  /** Of a model that is trained whole with Adam, as {@code bench} does. */
  static ReplicaMemory training(ModelSpec spec, int height, int width, int batch) {
    return of(
        spec, new Sizes(height, width, batch, false, batch), layer -> true, ADAM, Optional.empty());
  }
}
