package io.perpixel.spark;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

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
  private final String stamp;
  private final long bytes;

  private Pair(
      String id,
      String split,
      String image,
      String target,
      String points,
      Integer label,
      String problem,
      boolean foreseen,
      String stamp,
      long bytes) {
    this.id = id;
    this.split = split;
    this.image = image;
    this.target = target;
    this.points = points;
    this.label = label;
    this.problem = problem;
    this.foreseen = foreseen;
    this.stamp = stamp;
    this.bytes = bytes;
  }

  /**
   * An image with what belongs to it.
   *
   * @param target file of the mask or map; null where none is expected
   * @param points file of the fixation points; null where there is none
   */
  static Pair of(String id, String split, String image, String target, String points) {
    return new Pair(id, split, image, target, points, null, null, false, "", 0);
  }

  /** Something that cannot be used, for the rejects. */
  static Pair broken(String id, String problem) {
    return new Pair(id, "", null, null, null, null, problem, false, "", 0);
  }

  /** An image whose target is not there, as is known of some in its data set. */
  static Pair incomplete(String id, String problem) {
    return new Pair(id, "", null, null, null, null, problem, true, "", 0);
  }

  /**
   * The same under another id, in another split.
   *
   * @param newLabel class of the image, or null
   */
  Pair as(String newId, String newSplit, Integer newLabel) {
    return new Pair(
        newId, newSplit, image, target, points, newLabel, problem, foreseen, stamp, bytes);
  }

  /** The same, with what a listing says of its files, and of those that are a problem. */
  Pair of(List<ListedFile> files) {
    String stamps = files.stream().map(ListedFile::stamp).collect(Collectors.joining(" "));
    long length = files.stream().mapToLong(ListedFile::length).sum();
    return new Pair(id, split, image, target, points, label, problem, foreseen, stamps, length);
  }

  /** Changes when one of the files does, or what is to be made of them. */
  String stamp() {
    return String.join(
        "|",
        stamp,
        split,
        Objects.toString(label),
        Objects.toString(image),
        Objects.toString(target),
        Objects.toString(points),
        Objects.toString(problem));
  }

  /** Of the files, together. */
  long bytes() {
    return bytes;
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
