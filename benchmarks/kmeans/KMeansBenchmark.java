import io.perpixel.palette.ColourHistogram;
import io.perpixel.palette.KMeans;
import io.perpixel.palette.PaletteFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Times KMeans on pixels and initial centres given as .npy; see README.md. */
public final class KMeansBenchmark {
  public static void main(String[] args) throws Exception {
    byte[] npy = Files.readAllBytes(Path.of(args[0]));
    int header = 10 + (npy[8] & 255) + ((npy[9] & 255) << 8);
    byte[] pixels = Arrays.copyOfRange(npy, header, npy.length);
    double[][] init = PaletteFile.readCentres(Files.readAllBytes(Path.of(args[1])), args[1]);
    for (int run = 0; run < 3; run++) {
      long start = System.nanoTime();
      ColourHistogram histogram = new ColourHistogram();
      histogram.addPixels(pixels);
      long counted = System.nanoTime();
      KMeans.Result result = KMeans.rgb().fit(histogram, init);
      long fitted = System.nanoTime();
      System.out.printf(
          "%d pixels, %d colours: histogram %.2f s; %d iterations, inertia %.6f, %.2f s%n",
          histogram.pixels(),
          histogram.distinct(),
          (counted - start) / 1e9,
          result.iterations(),
          result.inertia(),
          (fitted - counted) / 1e9);
    }
  }
}
