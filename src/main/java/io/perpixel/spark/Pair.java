package io.perpixel.spark;

import java.io.Serializable;

/**
 * The files that belong to one image, not opened yet. (Not a record: Kryo 4 cannot build records.)
 */
final class Pair implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String id;
  private final String split;
  private final String image;
  private final String target;
  private final String points;
  private final Integer label;
  private final String problem;
  private final boolean foreseen;

  private Pair(
      String id,
      String split,
      String image,
      String target,
      String points,
      Integer label,
      String problem,
      boolean foreseen) {
    this.id = id;
    this.split = split;
    this.image = image;
    this.target = target;
    this.points = points;
    this.label = label;
    this.problem = problem;
    this.foreseen = foreseen;
  }

  /**
   * An image with what belongs to it.
   *
   * @param target file of the mask or map; null where none is expected
   * @param points file of the fixation points; null where there is none
   */
  static Pair of(String id, String split, String image, String target, String points) {
    return new Pair(id, split, image, target, points, null, null, false);
  }

  /** Something that cannot be used, for the rejects. */
  static Pair broken(String id, String problem) {
    return new Pair(id, "", null, null, null, null, problem, false);
  }

  /** An image whose target is not there, as is known of some in its data set. */
  static Pair incomplete(String id, String problem) {
    return new Pair(id, "", null, null, null, null, problem, true);
  }

  /**
   * The same under another id, in another split.
   *
   * @param newLabel class of the image, or null
   */
  Pair as(String newId, String newSplit, Integer newLabel) {
    return new Pair(newId, newSplit, image, target, points, newLabel, problem, foreseen);
  }

  String id() {
    return id;
  }

  String split() {
    return split;
  }

  String image() {
    return image;
  }

  /** Null where none is expected. */
  String target() {
    return target;
  }

  /** Null where there is none. */
  String points() {
    return points;
  }

  /** Class of the image; null if that is not known. */
  Integer label() {
    return label;
  }

  /** Whether it is known of the data set that such pairs are incomplete. */
  boolean foreseen() {
    return foreseen;
  }

  /** Why it cannot be used; null if it can. */
  String problem() {
    return problem;
  }
}
