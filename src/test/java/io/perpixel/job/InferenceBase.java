package io.perpixel.job;

import io.perpixel.palette.ColourDistance;
import io.perpixel.palette.Palette;
import io.perpixel.palette.PaletteFile;
import io.perpixel.testing.Npy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the commands that use models and palettes, on the golden checkpoints: 4 filters, 6 colours.
 */
abstract class InferenceBase {
  @TempDir Path directory;
  String out;
  String err;

  int perpixel(Object... args) {
    CommandRun run = CommandRun.of(List.of(args));
    out = run.out();
    err = run.err();
    return run.code();
  }

  static Object[] with(Object[] some, Object... more) {
    return Stream.of(some, more).flatMap(Stream::of).toArray();
  }

  /** Runs {@code export-onnx} or {@code export-torch}. */
  int export(String command, Path model, Path to, Object... more) {
    List<Object> words = new ArrayList<>(List.of(command, "--model", model, "--to", to));
    words.addAll(List.of(more));
    return perpixel(words.toArray());
  }

  /** Imports a golden checkpoint of {@code cnn} or {@code unet}. */
  int importGolden(String net, String file, Path to, Object... more) throws IOException {
    return importColour(net, Npy.golden(net + "/" + file), to, more);
  }

  /** Imports a checkpoint into a colour net of the golden ones' widths. */
  int importColour(String net, Path from, Path to, Object... more) {
    Object[] args = {
      "import-weights",
      "--model",
      "colour-" + net,
      "--set",
      "filters=4",
      "--set",
      "colours=6",
      "--from",
      from,
      "--to",
      to
    };
    return perpixel(with(args, more));
  }

  /** Imports a golden checkpoint into a saliency net of its widths. */
  int importSaliency(Path from, Path to, Object... more) {
    Object[] args = {
      "import-weights",
      "--model",
      "saliency",
      "--set",
      "widths=4,8,12,16,16",
      "--set",
      "head=4",
      "--from",
      from,
      "--to",
      to
    };
    return perpixel(with(args, more));
  }

  /** Imports a golden checkpoint of a DeepLabv3 into a net of its widths. */
  int importDeepLab(Path from, Path to, String setting, Object... more) {
    List<Object> words =
        new ArrayList<>(List.of("import-weights", "--model", "deeplabv3", "--to", to));
    for (String s : List.of("blocks=2,2,2,2", "base=4", "aspp=8", "rates=2,4,6", setting)) {
      words.addAll(List.of("--set", s));
    }
    words.addAll(List.of("--from", from));
    words.addAll(List.of(more));
    return perpixel(words.toArray());
  }

  static Palette randomPalette(int colours, long seed) {
    Random random = new Random(seed);
    double[][] centres = new double[colours][3];
    for (double[] centre : centres) {
      for (int axis = 0; axis < 3; axis++) {
        centre[axis] = random.nextInt(256);
      }
    }
    return new Palette(centres, ColourDistance.RGB, Double.NaN, Map.of());
  }

  Path paletteFile(Palette palette, String name) throws IOException {
    return Files.write(directory.resolve(name), PaletteFile.toBytes(palette));
  }
}
