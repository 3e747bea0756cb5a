package io.perpixel.benchmark;

import io.perpixel.nn.kernel.ComputeThreads;
import io.perpixel.nn.kernel.Conv2dKernel;
import io.perpixel.nn.kernel.ConvGeometry;
import io.perpixel.nn.kernel.ConvInference;
import io.perpixel.nn.kernel.KernelChoice;
import io.perpixel.nn.kernel.Kernels;
import io.perpixel.nn.kernel.Nhwc;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Single convolutions of the models in GFLOP/s, beside the machine's measured float32 peak: a large matrix product of
 * oneDNN. One multiplication and one addition a weight and output are two operations.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class KernelBenchmark {
  private static INDArray random(long... shape) {
    INDArray array = Nd4j.create(shape);
    float[] values = new float[(int) array.length()];
    Random random = new Random(1);
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat() - 0.5f;
    }
    return array.assign(Nd4j.createFromArray(values).reshape('c', shape));
  }

  /** Billions of operations done. */
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  @State(Scope.Thread)
  public static class Gflop {
    public double gflop;

    @Setup(Level.Iteration)
    public void clear() {
      gflop = 0;
    }
  }

  /** A convolution: batch x side x side, channels in and out, kernel 3. */
  @State(Scope.Thread)
  public static class Conv {
    @Param({
      "unet.down2.0:100x16:32>64",
      "unet.rf.0:100x8:64>64",
      "unet.up1.0:100x8:128>32",
      "unet.up2.0:100x16:64>24",
      "unet.final:100x32:25>24",
      "saliency.conv1_2:2x224:64>64",
      "saliency.conv3_2:2x56:256>256",
      "saliency.conv5_1:2x14:512>512"
    })
    public String layer;

    @Param("2")
    public int threads;

    @Param("onednn")
    public String kernels;

    Conv2dKernel kernel;
    ConvInference inference;
    INDArray x;
    INDArray w;
    INDArray b;
    INDArray y;
    INDArray dy;
    INDArray dx;
    INDArray dw;
    INDArray db;
    double gflop;

    @Setup
    public void build() {
      ComputeThreads.use(threads);
      String[] parts = layer.split("[:x>]");
      Nhwc in =
          new Nhwc(
              Integer.parseInt(parts[1]), Integer.parseInt(parts[2]), Integer.parseInt(parts[2]), Integer.parseInt(parts[3]));
      ConvGeometry g = new ConvGeometry(in, Integer.parseInt(parts[4]), 3, 1, 1, 1, true);
      Kernels family = KernelChoice.use(kernels);
      x = random(in.shape());
      w = random(g.weightShape());
      b = random(g.outChannels());
      y = random(g.out().shape());
      dy = random(g.out().shape());
      dx = random(in.shape());
      dw = random(g.weightShape());
      db = random(g.outChannels());
      kernel = family.conv2d(g, false);
      inference = family.convInference(g, false, true, w, b);
      gflop = 2e-9 * g.out().pixels() * g.outChannels() * in.channels() * 9;
    }
  }

  @Benchmark
  public void forward(Conv c, Gflop done) {
    c.kernel.forward(c.x, c.w, c.b, c.y);
    done.gflop += c.gflop;
  }

  @Benchmark
  public void inference(Conv c, Gflop done) {
    c.inference.forward(c.x, c.y);
    done.gflop += c.gflop;
  }

  @Benchmark
  public void dataGradient(Conv c, Gflop done) {
    c.kernel.backward(c.x, c.w, c.y, c.dy, c.dx, null, null);
    done.gflop += c.gflop;
  }

  @Benchmark
  public void weightGradient(Conv c, Gflop done) {
    c.kernel.backward(c.x, c.w, c.y, c.dy, null, c.dw, c.db);
    done.gflop += c.gflop;
  }

  /** Square matrices of 2048. */
  @State(Scope.Thread)
  public static class Matrices {
    static final int N = 2048;

    @Param("2")
    public int threads;

    FloatPointer a = new FloatPointer(N * N).put(new float[N * N]);
    FloatPointer b = new FloatPointer(N * N).put(new float[N * N]);
    FloatPointer c = new FloatPointer(N * N);

    @Setup
    public void use() {
      ComputeThreads.use(threads);
    }
  }

  @Benchmark
  public void peak(Matrices m, Gflop done) {
    int n = Matrices.N;
    dnnl.dnnl_sgemm((byte) 'N', (byte) 'N', n, n, n, 1, m.a, n, m.b, n, 0, m.c, n);
    done.gflop += 2e-9 * n * n * n;
  }
}
