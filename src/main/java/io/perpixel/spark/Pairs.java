package io.perpixel.spark;

import io.perpixel.image.MaskCoding;
import io.perpixel.image.TargetKind;
import java.util.List;
import java.util.Map;

/**
 * Images and what belongs to them, found by one of {@link PairDirectories}, {@link PairLists} and
 * {@link PairLayouts}.
 *
 * @param pairs in order of id
 * @param inputs digests of all files
 * @param kind what the targets are
 * @param masks how they name classes, if they are masks
 * @param parameters what decided which files were found, for the record
 * @param notes what users should know about them, a line each
 */
public record Pairs(
    List<Pair> pairs,
    List<InputDigest> inputs,
    TargetKind kind,
    MaskCoding masks,
    Map<String, String> parameters,
    List<String> notes) {
  /**
   * @throws IllegalArgumentException if there is none
   */
  public Pairs {
    pairs = List.copyOf(pairs);
    inputs = List.copyOf(inputs);
    notes = List.copyOf(notes);
    if (pairs.isEmpty()) {
      throw new IllegalArgumentException(
          "there is no file under "
              + String.join(" and ", inputs.stream().map(InputDigest::path).toList()));
    }
  }
}
