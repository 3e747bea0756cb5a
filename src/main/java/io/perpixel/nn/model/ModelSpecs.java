package io.perpixel.nn.model;

import io.perpixel.nn.kernel.BceKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/** The models by name. A model is added here and nowhere else. */
public final class ModelSpecs {
  private static final Map<String, Factory> FACTORIES =
      new TreeMap<>(
          Map.of(
              "colour-cnn", colourNet(false),
              "colour-unet", colourNet(true),
              "saliency", saliencyNet(),
              "deeplabv3", deepLab()));

  private ModelSpecs() {}

  /**
   * A model with the given settings over its defaults.
   *
   * @param name one of {@link #names}
   * @param settings by key, as text; lists with commas
   * @throws IllegalArgumentException for an unknown name or setting, or a value out of range; it
   *     names what would be right
   */
  public static ModelSpec of(String name, Map<String, String> settings) {
    requireName(name);
    Factory factory = FACTORIES.get(name);
    for (String key : settings.keySet()) {
      if (!factory.defaults.containsKey(key)) {
        throw new IllegalArgumentException(
            "%s has no setting %s; it has %s"
                .formatted(name, key, String.join(", ", new TreeSet<>(factory.defaults.keySet()))));
      }
    }
    Map<String, String> all = new TreeMap<>(factory.defaults);
    all.putAll(settings);
    return factory.build.apply(new Values(name, all));
  }

  /**
   * Refuses what is no model's name.
   *
   * @throws IllegalArgumentException that names those that there are
   */
  public static void requireName(String name) {
    if (!FACTORIES.containsKey(name)) {
      throw new IllegalArgumentException(
          "found no model \"%s\"; expected one of %s".formatted(name, names()));
    }
  }

  /** The known names, sorted and separated by commas. */
  public static String names() {
    return String.join(", ", FACTORIES.keySet());
  }

  /**
   * The models whose settings follow from the shapes of a checkpoint's tensors, as far as its first
   * and last layers tell; whether the rest fits is for the caller to see.
   *
   * @param shapes by key of the checkpoint
   */
  public static List<ModelSpec> suggestions(Map<String, long[]> shapes) {
    return Stream.of(
            ColourNet.suggest(true, shapes),
            ColourNet.suggest(false, shapes),
            SaliencyNet.suggest(shapes),
            DeepLab.suggest(shapes))
        .<ModelSpec>flatMap(Optional::stream)
        .toList();
  }

  private static Factory colourNet(boolean skips) {
    return new Factory(
        Map.of("kernel", "3", "filters", "32", "colours", "24", "channels", "1"),
        v ->
            new ColourNet(
                skips,
                v.number("kernel"),
                v.number("filters"),
                v.number("colours"),
                v.number("channels")));
  }

  private static Factory saliencyNet() {
    return new Factory(
        Map.of("widths", "64,128,256,512,512", "head", "512", "loss", "bce-pooled"),
        v ->
            new SaliencyNet(
                v.numbers("widths"), v.number("head"), BceKind.of(v.texts.get("loss").strip())));
  }

  private static Factory deepLab() {
    return new Factory(
        Map.of(
            "blocks", "3,4,23,3",
            "base", "64",
            "aspp", "256",
            "rates", "12,24,36",
            "classes", "21",
            "ignore", "255"),
        v ->
            new DeepLab(
                v.numbers("blocks"),
                v.number("base"),
                v.number("aspp"),
                v.numbers("rates"),
                v.number("classes"),
                v.number("ignore")));
  }

  private record Factory(Map<String, String> defaults, Function<Values, ModelSpec> build) {}

  private record Values(String model, Map<String, String> texts) {
    /** Far wider than any network; the sizes of layers that are much wider overflow. */
    private static final int LARGEST = 1 << 16;

    int number(String key) {
      return number(key, texts.get(key).strip());
    }

    List<Integer> numbers(String key) {
      return Stream.of(texts.get(key).split(",", -1)).map(t -> number(key, t.strip())).toList();
    }

    private int number(String key, String text) {
      try {
        int number = Integer.parseInt(text);
        if (number > LARGEST) {
          throw new NumberFormatException("too large");
        }
        return number;
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            "found %s = \"%s\" for %s; expected a whole number, at most %d"
                .formatted(key, text, model, LARGEST),
            e);
      }
    }
  }
}
