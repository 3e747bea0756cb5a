package io.perpixel.spark;

import io.perpixel.palette.ColourHistogram;
import io.perpixel.palette.KMeans;
import io.perpixel.palette.Palette;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;

/**
 * Fits a palette to a source's images: colours are counted on the executors, k-means runs on the
 * driver. Skipped if an equal palette is there.
 */
public final class PalettePass {
  private final ImageSource source;
  private final Settings settings;
  private final String output;
  private final Configuration conf;

  /**
   * What to fit.
   *
   * @param colours number of colours, 1 to 255; that of {@code initial} where it is given
   * @param initial initial centres, [K][3], or empty for k-means++
   * @param seed of k-means++
   * @param split only images of this split, or empty for all
   * @param budget share of the images that may be rejected, 0 to 1
   */
  public record Settings(
      KMeans kMeans,
      int colours,
      Optional<double[][]> initial,
      long seed,
      Optional<String> split,
      double budget) {
    public Settings {
      if (colours < 1 || colours > Palette.MAX_COLOURS) {
        throw new IllegalArgumentException(
            "expected 1 to %d colours, found %d".formatted(Palette.MAX_COLOURS, colours));
      }
      if (initial.isPresent() && initial.get().length != colours) {
        throw new IllegalArgumentException(
            "%d colours are wanted, but there are %d initial centres"
                .formatted(colours, initial.get().length));
      }
    }
  }

  /**
   * How a pass ended.
   *
   * @param skipped whether the palette was there already
   */
  public record Outcome(Palette palette, boolean skipped) {}

  /**
   * @param output path of the palette file
   */
  public PalettePass(ImageSource source, Settings settings, String output, Configuration conf) {
    this.source = source;
    this.settings = settings;
    this.output = output;
    this.conf = conf;
  }

  /**
   * Runs it, unless its palette is there.
   *
   * @param code identity of the code, for the provenance
   * @throws IllegalArgumentException if there is something else than a palette at the output
   * @throws BadDataException if too many images were rejected, or the rest has too few colours;
   *     nothing is written
   */
  public Outcome run(String code) throws IOException {
    Map<String, String> provenance = new TreeMap<>(source.parameters());
    provenance.put("code", code);
    provenance.put("inputs", source.inputs().toString());
    provenance.put("split", settings.split().orElse("all"));
    provenance.put("colours", Integer.toString(settings.colours()));
    provenance.put("tolerance", Double.toString(settings.kMeans().tolerance()));
    provenance.put(
        "start",
        settings.initial().map(Arrays::deepToString).orElse("k-means++ seed " + settings.seed()));
    Optional<Palette> old = old();
    if (old.isPresent()
        && old.get().distance() == settings.kMeans().distance()
        && old.get().provenance().entrySet().containsAll(provenance.entrySet())) {
      return new Outcome(old.get(), true);
    }
    ColourCount count = ColourCountFunction.count(source.items(), settings.split());
    requireBudget(count);
    ColourHistogram histogram = count.histogram();
    KMeans.Result result = fit(histogram);
    provenance.put("images", count.counts().toString());
    provenance.put("pixels", Long.toString(histogram.pixels()));
    provenance.put("distinct_colours", Integer.toString(histogram.distinct()));
    provenance.put("iterations", Integer.toString(result.iterations()));
    provenance.put("converged", Boolean.toString(result.converged()));
    Palette palette =
        new Palette(result.centres(), settings.kMeans().distance(), result.inertia(), provenance);
    PaletteStore.write(palette, output, conf);
    return new Outcome(palette, false);
  }

  /** What is at the output already. Only a palette is ever replaced. */
  private Optional<Palette> old() throws IOException {
    try {
      return PaletteStore.find(output, conf);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "the output is taken by something that is no palette of ours to replace: choose another"
              + " path or remove it ("
              + e.getMessage()
              + ")",
          e);
    }
  }

  private KMeans.Result fit(ColourHistogram histogram) {
    // Fewer colours than asked for is what the data are like; centres were checked when read.
    if (histogram.distinct() < settings.colours()) {
      throw new BadDataException(
          "%d colours are wanted, but the pixels of %s have only %d different ones; nothing was written"
              .formatted(settings.colours(), source.inputs(), histogram.distinct()));
    }
    return settings.initial().isPresent()
        ? settings.kMeans().fit(histogram, settings.initial().get())
        : settings.kMeans().fit(histogram, settings.colours(), settings.seed());
  }

  private void requireBudget(ColourCount count) {
    Counts counts = count.counts();
    if (counts.rejected() > settings.budget() * counts.read()) {
      throw new BadDataException(
          "%s: more than the failure budget of %s allows; nothing was written; the first: %s"
              .formatted(counts, settings.budget(), String.join("; ", count.examples())));
    }
    if (counts.written() == 0) {
      throw new BadDataException(
          "there is no image%s to fit a palette to; nothing was written"
              .formatted(settings.split().map(s -> " of split '" + s + "'").orElse("")));
    }
  }
}
