package io.perpixel.manifest;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A MATLAB file that divides a data set by lists of image numbers, as Oxford17's {@code
 * datasplits.mat} does: {@code perpixel:splits} of a layout.
 *
 * @param file relative to the data set's directory
 * @param names of an image by its number, without extension: {@code image_%04d}
 * @param imagesPerClass images 1 to so many are of class 0, and so on; 0 if numbers tell no class
 * @param schemes at least one; the first is the default
 */
public record SplitFile(String file, String names, int imagesPerClass, List<Scheme> schemes) {
  private static final Pattern FILE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*\\.mat");
  private static final Pattern NAMES = Pattern.compile("[A-Za-z0-9_./-]*%(0[1-9])?d[A-Za-z0-9_-]*");

  /**
   * One way to use the lists.
   *
   * @param name by which users choose it
   * @param train names of the lists whose images are trained on, one after the other
   * @param validation likewise
   * @param test likewise
   * @param colours of masks that stand for something else than the layout says
   */
  public record Scheme(
      String name,
      List<String> train,
      List<String> validation,
      List<String> test,
      List<String> colours) {
    /** Defensive copies. */
    public Scheme {
      train = List.copyOf(train);
      validation = List.copyOf(validation);
      test = List.copyOf(test);
      colours = List.copyOf(colours);
    }
  }

  /** Defensive copy. */
  public SplitFile {
    schemes = List.copyOf(schemes);
  }

  /** The name of an image without extension. */
  public String stem(int number) {
    // Digits of the default locale may be others than those of the files.
    return String.format(Locale.ROOT, names, number);
  }

  SplitFile withoutColours() {
    List<Scheme> plain =
        schemes.stream()
            .map(s -> new Scheme(s.name, s.train, s.validation, s.test, List.of()))
            .toList();
    return new SplitFile(file, names, imagesPerClass, plain);
  }

  /** Reads one; of no meaning if that adds to the problems of the document. */
  static SplitFile read(JsonFields splits) {
    splits.allowOnly(
        List.of("perpixel:file", "perpixel:names", "perpixel:imagesPerClass", "perpixel:schemes"));
    List<Scheme> schemes = new ArrayList<>();
    for (JsonFields scheme : splits.objects("perpixel:schemes")) {
      Scheme read = scheme(scheme);
      if (schemes.stream().anyMatch(other -> other.name().equals(read.name()))) {
        scheme.problem("perpixel:name", "two schemes are '" + read.name() + "'");
      }
      schemes.add(read);
    }
    return new SplitFile(
        splits.text("perpixel:file", FILE, "the name of a .mat file").orElse(""),
        splits.text("perpixel:names", NAMES, "a name with %d or %04d for the number").orElse(""),
        (int) Math.min(Integer.MAX_VALUE, splits.count("perpixel:imagesPerClass")),
        schemes);
  }

  private static Scheme scheme(JsonFields scheme) {
    scheme.allowOnly(
        List.of(
            "perpixel:name",
            "perpixel:train",
            "perpixel:validation",
            "perpixel:test",
            "perpixel:colours"));
    List<String> train = scheme.texts("perpixel:train");
    if (train.isEmpty()) {
      scheme.problem("perpixel:train", "found no list to train on, expected at least one");
    }
    return new Scheme(
        scheme.text("perpixel:name").orElse(""),
        train,
        scheme.texts("perpixel:validation"),
        scheme.texts("perpixel:test"),
        scheme.texts("perpixel:colours"));
  }
}
