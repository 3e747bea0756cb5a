package io.perpixel.job;

import io.perpixel.palette.Palette;
import io.perpixel.palette.PaletteFile;
import io.perpixel.spark.PaletteStore;
import io.perpixel.train.ModelInfo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Option;

/** The option {@code --palette} of commands that use a colourizer. */
final class PaletteOption {
  @Option(
      names = "--palette",
      paramLabel = "F",
      description = "Palette that the model was trained with, if the model file does not have it.")
  private String uri;

  /** Whether the option was given. */
  boolean given() {
    return uri != null;
  }

  /**
   * The palette of a model's task: {@link #of} for a colourizer, none for other models.
   *
   * @throws UsageException as {@link #of}, or if the option was given for a model that needs none
   */
  Optional<Palette> ofTask(ModelInfo model, String name, Configuration conf) throws IOException {
    return switch (model.spec().target()) {
      case COLOURS -> Optional.of(of(model, name, conf));
      case CLASSES, MAP -> {
        if (given()) {
          throw new UsageException(
              "--palette %s: %s predicts no colours, so it has no palette: leave the option out"
                  .formatted(uri, model.spec().name()));
        }
        yield Optional.empty();
      }
    };
  }

  /**
   * The palette that was given.
   *
   * @throws UsageException if it cannot be read, or has another number of colours than the model
   */
  Palette read(ModelInfo model, Configuration conf) throws IOException {
    try {
      Palette palette = PaletteStore.read(uri, conf);
      model.requireColours(palette);
      return palette;
    } catch (IllegalArgumentException e) {
      throw new UsageException("--palette " + uri + ": " + e.getMessage(), e);
    }
  }

  /**
   * The model's own palette, or the one that was given where it has none.
   *
   * @throws UsageException if there is neither, or both and they differ
   */
  Palette of(ModelInfo model, String name, Configuration conf) throws IOException {
    if (model.palette().isEmpty() && !given()) {
      throw new UsageException(
          "%s has no palette, so its classes have no colours: give the one that it was trained with as --palette F"
              .formatted(name));
    }
    if (model.palette().isEmpty()) {
      return read(model, conf);
    }
    byte[] own = model.palette().get().getBytes(StandardCharsets.UTF_8);
    Palette palette = PaletteFile.read(own, "the palette in " + name);
    if (given() && !read(model, conf).hash().equals(palette.hash())) {
      throw new UsageException(
          "--palette %s is not the one in %s (%s): leave the option out"
              .formatted(uri, name, palette.hash()));
    }
    return palette;
  }
}
