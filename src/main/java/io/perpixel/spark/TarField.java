package io.perpixel.spark;

import io.perpixel.image.TargetKind;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an entry of a WebDataset shard is: the name up to the first dot of its last part is the key
 * of the sample, the rest says which of its fields this is.
 *
 * @param key of the sample, directories included
 * @param role of the field
 * @param kind of the target, if it is one
 */
record TarField(String key, Role role, Optional<TargetKind> kind) {
  /** What a field is for. */
  enum Role {
    IMAGE,
    TARGET,
    LABEL,
    OTHER
  }

  private static final Set<String> PICTURES = Set.of("jpg", "jpeg", "png", "gif", "bmp", "webp");
  private static final Set<String> IMAGES = Set.of("image", "img", "input", "rgb");

  private static final Map<String, TargetKind> TARGETS =
      Map.of(
          "mask", TargetKind.LABELS,
          "seg", TargetKind.LABELS,
          "segmentation", TargetKind.LABELS,
          "labels", TargetKind.LABELS,
          "trimap", TargetKind.LABELS,
          "target", TargetKind.LABELS,
          "map", TargetKind.MAP,
          "fixation", TargetKind.MAP,
          "fixations", TargetKind.MAP,
          "saliency", TargetKind.MAP);

  /** By name; empty for hidden files and names without an extension, which belong to no sample. */
  static Optional<TarField> of(String name) {
    int slash = name.lastIndexOf('/');
    String last = name.substring(slash + 1);
    int dot = last.indexOf('.');
    if (dot <= 0) {
      return Optional.empty();
    }
    String key = name.substring(0, slash + 1) + last.substring(0, dot);
    String field = last.substring(dot + 1).toLowerCase(Locale.ROOT);
    int extension = field.lastIndexOf('.');
    String prefix = extension < 0 ? "" : field.substring(0, extension);
    boolean picture = PICTURES.contains(field.substring(extension + 1));
    if (picture && (prefix.isEmpty() || IMAGES.contains(prefix))) {
      return Optional.of(new TarField(key, Role.IMAGE, Optional.empty()));
    }
    if (picture && TARGETS.containsKey(prefix)) {
      return Optional.of(new TarField(key, Role.TARGET, Optional.of(TARGETS.get(prefix))));
    }
    Role role = field.equals("cls") ? Role.LABEL : Role.OTHER;
    return Optional.of(new TarField(key, role, Optional.empty()));
  }
}
