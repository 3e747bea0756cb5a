package io.perpixel.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;

/** Brings trees of images, targets and fixation points together by the names of their files. */
final class PairJoin {
  private PairJoin() {}

  /**
   * Joins them. A half without its other half, and two files for one half, become broken pairs.
   *
   * @param id the id of a stem
   * @param split the split of a stem
   * @param maySolo stems that need no target
   * @param partial whether it is known that targets are missing
   */
  static List<Pair> join(
      FilesByStem images,
      FilesByStem targets,
      FilesByStem points,
      Function<String, String> id,
      Function<String, String> split,
      Predicate<String> maySolo,
      boolean partial) {
    TreeSet<String> stems = new TreeSet<>(images.stems());
    stems.addAll(targets.stems());
    List<Pair> pairs = new ArrayList<>();
    for (String stem : stems) {
      List<String> image = images.of(stem);
      List<String> target = targets.of(stem);
      List<String> fixated = points.of(stem);
      String problem = problem(image, target, fixated, maySolo.test(stem));
      Pair pair =
          problem == null
              ? Pair.of(
                  id.apply(stem), split.apply(stem), image.get(0), first(target), first(fixated))
              : partial && target.isEmpty()
                  ? Pair.incomplete(id.apply(stem), problem)
                  : Pair.broken(id.apply(stem), problem);
      List<ListedFile> files = new ArrayList<>(images.listed(stem));
      files.addAll(targets.listed(stem));
      files.addAll(points.listed(stem));
      pairs.add(pair.of(files));
    }
    return pairs;
  }

  private static String problem(
      List<String> image, List<String> target, List<String> fixated, boolean maySolo) {
    if (image.isEmpty()) {
      return "there is no image of this name beside " + target.get(0);
    }
    if (target.isEmpty() && !maySolo) {
      return "there is no target of this name beside " + image.get(0);
    }
    if (image.size() > 1 || target.size() > 1 || fixated.size() > 1) {
      List<String> several = image.size() > 1 ? image : target.size() > 1 ? target : fixated;
      String half = several == image ? "image" : several == target ? "target" : "list of points";
      return "more than one %s has this name: %s".formatted(half, String.join(", ", several));
    }
    return null;
  }

  private static String first(List<String> files) {
    return files.isEmpty() ? null : files.get(0);
  }
}
