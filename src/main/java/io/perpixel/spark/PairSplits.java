package io.perpixel.spark;

import io.perpixel.manifest.SplitFile;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Divides pairs by a data set's lists of image numbers. The id becomes the split and the name; an
 * image that a split has several times is there as often, as {@code train/image_0001-2} the second
 * time. A number without an image is a broken pair; images that no list of the scheme names are
 * left out.
 */
final class PairSplits {
  private final SplitFile file;
  private final SplitFile.Scheme scheme;
  private final Map<String, int[]> lists;
  private final Map<String, Pair> byStem;
  private final List<Pair> divided = new ArrayList<>();
  private final Map<String, Set<String>> usable = new LinkedHashMap<>();
  private final Set<String> named = new HashSet<>();

  private PairSplits(
      SplitFile file, SplitFile.Scheme scheme, Map<String, int[]> lists, List<Pair> pairs) {
    this.file = file;
    this.scheme = scheme;
    this.lists = lists;
    byStem = pairs.stream().collect(Collectors.toMap(Pair::id, pair -> pair));
  }

  /**
   * What came of it.
   *
   * @param pairs in no particular order
   * @param notes sizes of the splits, and how far they overlap
   */
  record Divided(List<Pair> pairs, List<String> notes) {}

  /**
   * Divides pairs.
   *
   * @param lists image numbers by the name of their list
   * @param pairs whose ids are the stems of their files
   * @throws IllegalArgumentException if the scheme names a list that is not there
   */
  static Divided divide(
      SplitFile file, SplitFile.Scheme scheme, Map<String, int[]> lists, List<Pair> pairs) {
    PairSplits splits = new PairSplits(file, scheme, lists, pairs);
    splits.add("train", scheme.train());
    splits.add("validation", scheme.validation());
    splits.add("test", scheme.test());
    // A mask without its image is damage, whether or not a list names it.
    pairs.stream()
        .filter(pair -> pair.problem() != null && !pair.foreseen())
        .filter(pair -> !splits.named.contains(pair.id()))
        .forEach(splits.divided::add);
    return new Divided(splits.divided, splits.notes());
  }

  private void add(String split, List<String> names) {
    Map<String, Integer> times = new TreeMap<>();
    for (String name : names) {
      int[] numbers = lists.get(name);
      if (numbers == null) {
        throw new IllegalArgumentException(
            "%s has no list %s, which split %s needs; it has %s"
                .formatted(file.file(), name, scheme.name(), lists.keySet()));
      }
      for (int number : numbers) {
        String stem = file.stem(number);
        int time = times.merge(stem, 1, Integer::sum);
        String id = split + "/" + stem + (time == 1 ? "" : "-" + time);
        divided.add(pair(id, split, name, number, stem));
      }
    }
  }

  private Pair pair(String id, String split, String list, int number, String stem) {
    named.add(stem);
    Pair pair = byStem.get(stem);
    if (pair == null) {
      return Pair.broken(
          id,
          "%s, list %s has the number %d, but there is no image %s"
              .formatted(file.file(), list, number, stem));
    }
    if (pair.problem() == null) {
      usable.computeIfAbsent(split, s -> new HashSet<>()).add(stem);
    }
    int perClass = file.imagesPerClass();
    return pair.as(id, split, perClass == 0 ? null : (number - 1) / perClass);
  }

  private List<String> notes() {
    List<String> notes = new ArrayList<>();
    List<String> sizes = new ArrayList<>();
    usable.forEach(
        (split, stems) -> {
          long all =
              divided.stream()
                  .filter(pair -> pair.problem() == null && pair.split().equals(split))
                  .count();
          String repeats = all == stems.size() ? "" : " of %d images".formatted(stems.size());
          sizes.add("%s %d%s".formatted(split, all, repeats));
        });
    notes.add(
        "split %s of %s, complete pairs: %s"
            .formatted(scheme.name(), file.file(), String.join(", ", sizes)));
    leak("validation", notes);
    leak("test", notes);
    return notes;
  }

  private void leak(String split, List<String> notes) {
    Set<String> stems = usable.getOrDefault(split, Set.of());
    long leaked = stems.stream().filter(usable.getOrDefault("train", Set.of())::contains).count();
    if (leaked > 0) {
      notes.add(
          "warning: %d of the %d %s images are trained on too: figures of that split say little"
              .formatted(leaked, stems.size(), split));
    }
  }
}
