package io.perpixel.train;

import io.perpixel.image.Layout;
import io.perpixel.image.Raster;
import io.perpixel.image.Stages;
import io.perpixel.nn.kernel.HostMemory;
import io.perpixel.nn.model.ModelSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Applies a model to a ready-made tensor, NCHW in and out, as PyTorch has it. */
public final class TensorInference {
  private final Replica replica;
  private final ModelSpec model;
  private final int batch;

  /**
   * Applies {@code file}'s model in steps of at most {@code batch} images, of large ones fewer.
   *
   * @param threads CPU threads of each operation
   */
  public TensorInference(ModelFile file, int batch, int threads) {
    model = file.info().spec();
    replica = new Replica(file.graph(), model, Stages.of(), threads);
    this.batch = batch;
  }

  /**
   * The shape of the output for an input of shape {@code in}.
   *
   * @param in N, channels, height, width; N may be 0
   * @throws IllegalArgumentException if the model does not take it
   */
  public int[] shape(int... in) {
    if (in.length != 4) {
      throw new IllegalArgumentException(
          "expected an array of 4 dimensions (images, channels, height, width), found shape %s"
              .formatted(Arrays.toString(in)));
    }
    if (in[1] != model.inputChannels()) {
      throw new IllegalArgumentException(
          "%s takes %d channel(s), found shape %s (images, channels, height, width)"
              .formatted(model.name(), model.inputChannels(), Arrays.toString(in)));
    }
    model.checkSize(in[2], in[3]);
    int[] out = {in[0], model.outputChannels(), in[2], in[3]};
    if (Arrays.stream(out).asLongStream().reduce(1, (a, b) -> a * b) > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "the output's shape %s is larger than one array: cut the input into several"
              .formatted(Arrays.toString(out)));
    }
    return out;
  }

  /**
   * The model's output: logits, or probabilities of a model that predicts a map.
   *
   * @param nchw input of shape {@code in}, C order
   * @return C order, of {@link #shape}
   * @throws IllegalArgumentException as {@link #shape}
   */
  public float[] output(float[] nchw, int... in) {
    int[] out = shape(in);
    int pixels = in[2] * in[3];
    int valuesIn = in[1] * pixels;
    float[] values = new float[out[0] * out[1] * pixels];
    int step = EqualSizes.most(in[2], in[3], batch, model);
    for (int from = 0; from < in[0]; from += step) {
      List<Example> minibatch = new ArrayList<>();
      for (int i = from; i < Math.min(in[0], from + step); i++) {
        float[] image = Arrays.copyOfRange(nchw, i * valuesIn, (i + 1) * valuesIn);
        Raster raster = Raster.float32(in[2], in[3], in[1], Layout.CHW, image);
        minibatch.add(new Example("image " + i, raster, null));
      }
      float[] nhwc = HostMemory.copyOfFloats(replica.output(minibatch));
      toNchw(nhwc, values, from * out[1] * pixels, out[1], pixels);
    }
    return values;
  }

  private static void toNchw(float[] nhwc, float[] nchw, int offset, int channels, int pixels) {
    for (int i = 0; i < nhwc.length; i++) {
      int pixel = i / channels;
      int image = pixel / pixels;
      nchw[offset + (image * channels + i % channels) * pixels + pixel % pixels] = nhwc[i];
    }
  }
}
