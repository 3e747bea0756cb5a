package io.perpixel.spark;

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
 * @param parameters what decided which files were found, for the record
 */
public record Pairs(
    List<Pair> pairs, List<InputDigest> inputs, TargetKind kind, Map<String, String> parameters) {
  /**
   * @throws IllegalArgumentException if there is none
   */
  public Pairs {
    pairs = List.copyOf(pairs);
    inputs = List.copyOf(inputs);
    if (pairs.isEmpty()) {
      throw new IllegalArgumentException(
          "there is no file under "
              + String.join(" and ", inputs.stream().map(InputDigest::path).toList()));
    }
  }
}
