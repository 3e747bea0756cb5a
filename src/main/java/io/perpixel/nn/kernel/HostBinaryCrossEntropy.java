package io.perpixel.nn.kernel;

import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Binary cross entropy and its gradient from the logits, in double precision, and stable for any of
 * them: with {@code s(z) = log sigmoid(z)}, {@code log p = s(z)} and {@code log(1-p) = s(-z)}; the
 * mean q of a cell of n probabilities has {@code log q = logsumexp(s(z)) - log n} and {@code
 * log(1-q) = logsumexp(s(-z)) - log n}.
 */
final class HostBinaryCrossEntropy implements BinaryCrossEntropyKernel {
  private final Nhwc shape;
  private final BceKind kind;

  HostBinaryCrossEntropy(Nhwc shape, BceKind kind) {
    if (shape.channels() != 1) {
      throw new IllegalArgumentException(
          "a map of probabilities has one channel, found " + shape.channels());
    }
    int cell = kind.cell();
    if (shape.height() % cell != 0 || shape.width() % cell != 0) {
      throw new IllegalArgumentException(
          "the loss %s averages cells of %d x %d pixels, which %d x %d does not divide into"
              .formatted(kind.setting(), cell, cell, shape.height(), shape.width()));
    }
    this.shape = shape;
    this.kind = kind;
  }

  @Override
  public void probabilities(INDArray logits, INDArray probabilities) {
    float[] values = HostMemory.copyOfFloats(logits);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) sigmoid(values[i]);
    }
    HostMemory.put(values, probabilities);
  }

  @Override
  public double forward(INDArray logits, INDArray labels, INDArray gradient) {
    float[] z = HostMemory.copyOfFloats(logits);
    float[] y = targets(labels);
    float[] dz = gradient == null ? null : new float[z.length];
    double loss = kind == BceKind.BCE ? pixels(z, y, dz) : cells(z, y, dz);
    if (dz != null) {
      HostMemory.put(dz, gradient);
    }
    return loss;
  }

  private static double pixels(float[] z, float[] y, float[] dz) {
    double sum = 0;
    for (int i = 0; i < z.length; i++) {
      sum -= logSigmoid(z[i]) - (1.0 - y[i]) * z[i];
      if (dz != null) {
        dz[i] = (float) ((sigmoid(z[i]) - y[i]) / z.length);
      }
    }
    return sum / z.length;
  }

  private double cells(float[] z, float[] y, float[] dz) {
    int cell = kind.cell();
    int[] places = new int[cell * cell];
    int cells = z.length / places.length;
    double sum = 0;
    // A batch of images is one tall image here: cells do not cross its borders.
    for (int row = 0; row < shape.batch() * shape.height(); row += cell) {
      for (int column = 0; column < shape.width(); column += cell) {
        double target = 0;
        for (int i = 0; i < places.length; i++) {
          places[i] = (row + i / cell) * shape.width() + column + i % cell;
          target += y[places[i]];
        }
        target /= places.length;
        sum +=
            kind == BceKind.POOLED
                ? pooled(z, places, target, cells, dz)
                : asPrinted(z, places, target, cells, dz);
      }
    }
    return sum / cells;
  }

  /** The cell's loss; its share of the gradient goes to {@code dz}. */
  private static double pooled(float[] z, int[] places, double target, int cells, float[] dz) {
    double largest = Double.NEGATIVE_INFINITY;
    double largestOfOther = Double.NEGATIVE_INFINITY;
    for (int place : places) {
      double log = logSigmoid(z[place]);
      largest = Math.max(largest, log);
      largestOfOther = Math.max(largestOfOther, log - z[place]);
    }
    double sum = 0;
    double sumOfOther = 0;
    for (int place : places) {
      double log = logSigmoid(z[place]);
      sum += Math.exp(log - largest);
      sumOfOther += Math.exp(log - z[place] - largestOfOther);
    }
    double logQ = largest + Math.log(sum / places.length);
    double logOther = largestOfOther + Math.log(sumOfOther / places.length);
    if (dz != null) {
      for (int place : places) {
        double log = logSigmoid(z[place]);
        double share = Math.exp(log - largest) / sum;
        double shareOfOther = Math.exp(log - z[place] - largestOfOther) / sumOfOther;
        double p = sigmoid(z[place]);
        double q = sigmoid(-z[place]);
        dz[place] = (float) (((1 - target) * shareOfOther * p - target * share * q) / cells);
      }
    }
    return -(target * logQ + (1 - target) * logOther);
  }

  private static double asPrinted(float[] z, int[] places, double target, int cells, float[] dz) {
    double mean = 0;
    for (int place : places) {
      mean += sigmoid(z[place]) / places.length;
    }
    if (dz != null) {
      double slope = (sigmoid(mean) - target) / ((double) cells * places.length);
      for (int place : places) {
        dz[place] = (float) (slope * sigmoid(z[place]) * sigmoid(-z[place]));
      }
    }
    return (1 - target) * mean - logSigmoid(mean);
  }

  private static double logSigmoid(double z) {
    return Math.min(z, 0) - Math.log1p(Math.exp(-Math.abs(z)));
  }

  private static double sigmoid(double z) {
    double e = Math.exp(-Math.abs(z));
    return (z < 0 ? e : 1) / (1 + e);
  }

  private float[] targets(INDArray labels) {
    if (labels.dataType() != DataType.FLOAT || labels.length() != shape.pixels()) {
      throw new IllegalArgumentException(
          "targets %s %s do not fit logits of %s: one value in [0, 1] per pixel, FLOAT N x H x W x 1, is expected"
              .formatted(labels.dataType(), Arrays.toString(labels.shape()), shape));
    }
    float[] values = HostMemory.copyOfFloats(labels);
    for (int i = 0; i < values.length; i++) {
      if (!(values[i] >= 0 && values[i] <= 1)) {
        throw new IllegalArgumentException(
            "target %s at pixel %d of the minibatch is not in 0..1: fixation maps of 0..255 must be divided by 255"
                .formatted(values[i], i));
      }
    }
    return values;
  }
}
