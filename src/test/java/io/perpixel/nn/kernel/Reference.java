package io.perpixel.nn.kernel;

/**
 * The kernels' contracts as plain loops in double precision: slow and easy to check by eye. Arrays
 * are flat, NHWC or OIHW.
 */
final class Reference {
  private Reference() {}

  /** A training pass and its gradients. */
  record Gradients(double[] y, double[] dx, double[] dw, double[] db) {}

  static Gradients conv2d(
      ConvGeometry g, boolean relu, double[] x, double[] w, double[] b, double[] dy) {
    if (!relu) {
      return conv2d(g, x, w, b, dy);
    }
    double[] y = conv2d(g, x, w, b, dy).y();
    double[] masked = dy.clone();
    for (int i = 0; i < y.length; i++) {
      masked[i] = y[i] > 0 ? dy[i] : 0;
      y[i] = Math.max(0, y[i]);
    }
    Gradients through = conv2d(g, x, w, b, masked);
    return new Gradients(y, through.dx(), through.dw(), through.db());
  }

  private static Gradients conv2d(ConvGeometry g, double[] x, double[] w, double[] b, double[] dy) {
    Nhwc in = g.in();
    Nhwc out = g.out();
    double[] y = new double[(int) out.pixels() * out.channels()];
    double[] dx = new double[x.length];
    double[] dw = new double[w.length];
    double[] db = new double[out.channels()];
    for (int n = 0; n < in.batch(); n++) {
      for (int i = 0; i < out.height(); i++) {
        for (int j = 0; j < out.width(); j++) {
          for (int o = 0; o < out.channels(); o++) {
            int at = index(out, n, i, j, o);
            y[at] = b == null ? 0 : b[o];
            db[o] += dy[at];
            for (int u = 0; u < g.kernel(); u++) {
              for (int v = 0; v < g.kernel(); v++) {
                int row = i * g.stride() - g.padding() + u * g.dilation();
                int column = j * g.stride() - g.padding() + v * g.dilation();
                if (row < 0 || column < 0 || row >= in.height() || column >= in.width()) {
                  continue;
                }
                for (int c = 0; c < in.channels(); c++) {
                  int from = index(in, n, row, column, c);
                  int weight = ((o * in.channels() + c) * g.kernel() + u) * g.kernel() + v;
                  y[at] += x[from] * w[weight];
                  dx[from] += dy[at] * w[weight];
                  dw[weight] += dy[at] * x[from];
                }
              }
            }
          }
        }
      }
    }
    return new Gradients(y, dx, dw, db);
  }

  /** Normalisation by the given statistics; the gradients hold those as constants if global. */
  static Gradients batchNorm(
      Nhwc s,
      double epsilon,
      boolean relu,
      boolean global,
      double[] x,
      double[] gamma,
      double[] beta,
      double[] mean,
      double[] variance,
      double[] dy) {
    int channels = s.channels();
    double[] y = new double[x.length];
    double[] dx = new double[x.length];
    double[] dgamma = new double[channels];
    double[] dbeta = new double[channels];
    double[] xhat = new double[x.length];
    double[] g = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      int c = i % channels;
      xhat[i] = (x[i] - mean[c]) / Math.sqrt(variance[c] + epsilon);
      y[i] = gamma[c] * xhat[i] + beta[c];
      boolean passes = !relu || y[i] > 0;
      y[i] = passes ? y[i] : 0;
      g[i] = passes ? dy[i] : 0;
      dgamma[c] += g[i] * xhat[i];
      dbeta[c] += g[i];
    }
    for (int i = 0; i < x.length; i++) {
      int c = i % channels;
      double through = global ? 0 : (dbeta[c] + xhat[i] * dgamma[c]) / s.pixels();
      dx[i] = gamma[c] / Math.sqrt(variance[c] + epsilon) * (g[i] - through);
    }
    return new Gradients(y, dx, dgamma, dbeta);
  }

  static double[] mean(Nhwc s, double[] x) {
    double[] mean = new double[s.channels()];
    for (int i = 0; i < x.length; i++) {
      mean[i % s.channels()] += x[i] / s.pixels();
    }
    return mean;
  }

  /** Biased. */
  static double[] variance(Nhwc s, double[] x, double[] mean) {
    double[] variance = new double[s.channels()];
    for (int i = 0; i < x.length; i++) {
      variance[i % s.channels()] += Math.pow(x[i] - mean[i % s.channels()], 2) / s.pixels();
    }
    return variance;
  }

  static Gradients maxPool(PoolGeometry g, double[] x, double[] dy) {
    Nhwc in = g.in();
    Nhwc out = g.out();
    double[] y = new double[dy.length];
    double[] dx = new double[x.length];
    for (int n = 0; n < out.batch(); n++) {
      for (int i = 0; i < out.height(); i++) {
        for (int j = 0; j < out.width(); j++) {
          for (int c = 0; c < out.channels(); c++) {
            int best = -1;
            for (int u = 0; u < g.size(); u++) {
              for (int v = 0; v < g.size(); v++) {
                int row = i * g.stride() - g.padding() + u;
                int column = j * g.stride() - g.padding() + v;
                if (row >= 0 && column >= 0 && row < in.height() && column < in.width()) {
                  int candidate = index(in, n, row, column, c);
                  best = best < 0 || x[candidate] > x[best] ? candidate : best;
                }
              }
            }
            int at = index(out, n, i, j, c);
            y[at] = x[best];
            dx[best] += dy[at];
          }
        }
      }
    }
    return new Gradients(y, dx, null, null);
  }

  static Gradients resample(
      Nhwc in, int height, int width, Kernels.Interpolation how, double[] x, double[] dy) {
    Nhwc out = in.withArea(height, width);
    double[] y = new double[dy.length];
    double[] dx = new double[x.length];
    for (int n = 0; n < out.batch(); n++) {
      for (int i = 0; i < height; i++) {
        for (int j = 0; j < width; j++) {
          for (int u = 0; u < in.height(); u++) {
            for (int v = 0; v < in.width(); v++) {
              double weight =
                  weight(i, height, u, in.height(), how) * weight(j, width, v, in.width(), how);
              for (int c = 0; c < in.channels(); c++) {
                y[index(out, n, i, j, c)] += weight * x[index(in, n, u, v, c)];
                dx[index(in, n, u, v, c)] += weight * dy[index(out, n, i, j, c)];
              }
            }
          }
        }
      }
    }
    return new Gradients(y, dx, null, null);
  }

  /** Of input pixel {@code at} of {@code in} in output pixel {@code o} of {@code out}. */
  private static double weight(int o, int out, int at, int in, Kernels.Interpolation how) {
    double centre = (o + 0.5) * in / out - 0.5;
    return switch (how) {
      case NEAREST -> at == Math.floor(centre + 0.5) ? 1 : 0;
      case BILINEAR -> {
        double clamped = Math.min(Math.max(centre, 0), in - 1);
        yield Math.max(0, 1 - Math.abs(clamped - at));
      }
    };
  }

  /** The loss alone, as the definition reads; 0 where no pixel counts. */
  static double softmaxCrossEntropy(Nhwc s, CountedPixels counted, double[] logits, int[] labels) {
    int classes = s.channels();
    double loss = 0;
    double total = 0;
    for (int p = 0; p < labels.length; p++) {
      if (labels[p] == counted.ignoreIndex()) {
        continue;
      }
      double weight = counted.classWeights().isEmpty() ? 1 : counted.classWeights().get(labels[p]);
      double max = Double.NEGATIVE_INFINITY;
      for (int c = 0; c < classes; c++) {
        max = Math.max(max, logits[p * classes + c]);
      }
      double sum = 0;
      for (int c = 0; c < classes; c++) {
        sum += Math.exp(logits[p * classes + c] - max);
      }
      loss += weight * (max + Math.log(sum) - logits[p * classes + labels[p]]);
      total += weight;
    }
    return total == 0 ? 0 : loss / total;
  }

  /** The loss alone, from probabilities as the definitions read. */
  static double binaryCrossEntropy(Nhwc s, BceKind kind, double[] logits, double[] targets) {
    int cell = kind == BceKind.BCE ? 1 : 4;
    double sum = 0;
    int cells = 0;
    for (int n = 0; n < s.batch(); n++) {
      for (int i = 0; i < s.height(); i += cell) {
        for (int j = 0; j < s.width(); j += cell) {
          double p = 0;
          double y = 0;
          for (int u = 0; u < cell; u++) {
            for (int v = 0; v < cell; v++) {
              int at = index(s, n, i + u, j + v, 0);
              p += 1 / (1 + Math.exp(-logits[at])) / (cell * cell);
              y += targets[at] / (cell * cell);
            }
          }
          if (kind == BceKind.LOGITS_AS_PRINTED) {
            p = 1 / (1 + Math.exp(-p));
          }
          sum -= y * Math.log(p) + (1 - y) * Math.log(1 - p);
          cells++;
        }
      }
    }
    return sum / cells;
  }

  private static int index(Nhwc s, int n, int h, int w, int c) {
    return ((n * s.height() + h) * s.width() + w) * s.channels() + c;
  }
}
