import io.perpixel.image.ImageDecoder;
import io.perpixel.image.Raster;
import io.perpixel.image.Stages;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * File bytes to tensor bytes, what preprocess does to each image, without Spark.
 *
 * <p>Arguments: a directory of images, and stages. For each line {@code THREADS SECONDS} on standard input one line with
 * images per second on standard output.
 */
public final class TransformBenchmark {
  public static void main(String[] args) throws Exception {
    List<byte[]> files = new ArrayList<>();
    try (Stream<Path> found = Files.list(Path.of(args[0]))) {
      for (Path file : found.sorted().toList()) {
        files.add(Files.readAllBytes(file));
      }
    }
    String stages = args[1];
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ");
      int threads = Integer.parseInt(words[0]);
      double seconds = Double.parseDouble(words[1]);
      ExecutorService pool = Executors.newFixedThreadPool(threads);
      List<Callable<Double>> work = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        work.add(() -> rate(files, Stages.parse(stages), seconds));
      }
      double sum = 0;
      for (Future<Double> rate : pool.invokeAll(work)) {
        sum += rate.get();
      }
      pool.shutdown();
      System.out.println(sum);
    }
  }

  private static double rate(List<byte[]> files, Stages stages, double seconds) throws Exception {
    ImageDecoder decoder = new ImageDecoder();
    long start = System.nanoTime();
    long images = 0;
    long bytes = 0;
    while (System.nanoTime() - start < seconds * 1e9) {
      for (byte[] file : files) {
        Raster tensor = stages.apply(decoder.rgb(file));
        bytes += tensor.toBytes().length;
        images++;
      }
    }
    if (bytes == 0) {
      throw new IllegalStateException("no output");
    }
    return images * 1e9 / (System.nanoTime() - start);
  }
}
