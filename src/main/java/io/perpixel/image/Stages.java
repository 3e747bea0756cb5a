package io.perpixel.image;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A sequence of transforms as users write it, such as {@code rescale=224x224,to-tensor,normalize};
 * fused: the stages of one image run one after the other without anything written between, and the
 * usual beginning ({@link TensorStages}) in one pass over the pixels.
 */
public final class Stages implements Serializable {
  private static final long serialVersionUID = 1L;

  private record Kind(String usage, Function<String, Transform> parser, boolean needsArgument) {}

  private static final Map<String, Kind> KINDS = new LinkedHashMap<>();

  static {
    KINDS.put("rescale", new Kind(Rescale.USAGE, Rescale::parse, true));
    KINDS.put("to-tensor", new Kind(ToTensor.USAGE, ToTensor::parse, false));
    KINDS.put("normalize", new Kind(Normalize.USAGE, Normalize::parse, false));
    KINDS.put("affine", new Kind(Affine.USAGE, Affine::parse, true));
    KINDS.put("grey", new Kind(Grey.USAGE, Grey::parse, false));
  }

  private final List<Transform> transforms;
  private final TensorStages fused;

  private Stages(List<Transform> transforms) {
    this.transforms = List.copyOf(transforms);
    this.fused = TensorStages.startOf(this.transforms);
  }

  /** These transforms in this order; none is possible and leaves images as they are. */
  public static Stages of(Transform... transforms) {
    return new Stages(List.of(transforms));
  }

  /**
   * Parses stages separated by commas; blank text means none.
   *
   * @throws IllegalArgumentException if a stage is unknown or its argument is wrong; the message
   *     names the stage and says what is allowed
   */
  public static Stages parse(String text) {
    List<Transform> transforms = new ArrayList<>();
    if (!text.isBlank()) {
      for (String stage : text.split(",", -1)) {
        transforms.add(parseStage(stage.strip(), text));
      }
    }
    return new Stages(transforms);
  }

  private static Transform parseStage(String stage, String text) {
    int equals = stage.indexOf('=');
    String name = equals < 0 ? stage : stage.substring(0, equals);
    String argument = equals < 0 ? "" : stage.substring(equals + 1);
    Kind kind = KINDS.get(name);
    if (kind == null) {
      throw new IllegalArgumentException(
          "unknown stage '%s' in '%s'; known are %s"
              .formatted(name, text, String.join(", ", KINDS.keySet())));
    }
    if (argument.isEmpty() && (equals >= 0 || kind.needsArgument())) {
      throw new IllegalArgumentException(
          "stage '%s' lacks its argument; write %s".formatted(stage, kind.usage()));
    }
    try {
      return kind.parser().apply(argument);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "stage '%s': %s; write %s".formatted(stage, e.getMessage(), kind.usage()), e);
    }
  }

  /** The first stage if it is a rescale that leaves 8 bits as they are: antialiased, or nearest. */
  public Optional<Rescale> startingRescale() {
    return !transforms.isEmpty() && transforms.get(0) instanceof Rescale first && first.keepsType()
        ? Optional.of(first)
        : Optional.empty();
  }

  /** One line per stage: how it is written, for help texts. */
  public static List<String> usage() {
    return KINDS.values().stream().map(Kind::usage).toList();
  }

  /**
   * Applies all stages to an image.
   *
   * @throws StageException if one cannot process it; names the stage
   */
  public Raster apply(Raster image) throws StageException {
    if (!fused.suits(image)) {
      return run(transforms, image, Transform::apply);
    }
    List<Transform> rest = transforms.subList(fused.length(), transforms.size());
    return run(rest, fused.apply(image), Transform::apply);
  }

  /**
   * Applies to a mask, label or fixation map what concerns it.
   *
   * @throws StageException as {@link #apply}
   */
  public Raster applyToTarget(Raster target, TargetKind kind) throws StageException {
    return run(transforms, target, (transform, raster) -> transform.applyToTarget(raster, kind));
  }

  private interface Step {
    Raster apply(Transform transform, Raster raster);
  }

  private static Raster run(List<Transform> steps, Raster raster, Step step) throws StageException {
    Raster result = raster;
    for (Transform transform : steps) {
      try {
        result = step.apply(transform, result);
      } catch (IllegalArgumentException e) {
        throw new StageException(transform.toString(), e.getMessage(), e);
      }
    }
    return result;
  }

  /**
   * The stages as {@link #parse} reads them, in one canonical spelling; empty if there are none.
   */
  @Override
  public String toString() {
    return transforms.stream().map(Transform::toString).collect(Collectors.joining(","));
  }
}
