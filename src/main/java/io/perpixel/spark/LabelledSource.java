package io.perpixel.spark;

import io.perpixel.image.Stages;
import io.perpixel.palette.Palette;
import io.perpixel.palette.PaletteFile;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;

/**
 * The images of another source with their palette labels as targets. Where that source can tell
 * what has changed, so can this one.
 */
public final class LabelledSource implements ImageSource {
  private final ImageSource images;
  private final Stages stages;
  private final Palette palette;

  /**
   * @param stages of the images, before they are labelled; they have to stay uint8 RGB
   */
  public LabelledSource(ImageSource images, Stages stages, Palette palette) {
    this.images = images;
    this.stages = stages;
    this.palette = palette;
  }

  @Override
  public JavaRDD<SourceItem> items() {
    return images.items().mapPartitions(new LabelFunction(stages, palette));
  }

  @Override
  public Optional<SourceUnits> units() {
    return images.units();
  }

  @Override
  public JavaRDD<SourceItem> items(Set<String> units) {
    return images.items(units).mapPartitions(new LabelFunction(stages, palette));
  }

  @Override
  public OptionalLong size() {
    return images.size();
  }

  @Override
  public OptionalLong size(Set<String> units) {
    return images.size(units);
  }

  @Override
  public Set<String> foreseen() {
    return images.foreseen();
  }

  @Override
  public boolean hasTarget() {
    return true;
  }

  @Override
  public List<InputDigest> inputs() {
    return images.inputs();
  }

  @Override
  public Map<String, String> parameters() {
    Map<String, String> parameters = new TreeMap<>(images.parameters());
    parameters.put(LabelTable.HASH, palette.hash());
    parameters.put("stages_before_labels", stages.toString());
    return parameters;
  }

  @Override
  public Map<String, byte[]> attachments() {
    return Map.of(LabelTable.FILE, PaletteFile.toBytes(palette));
  }
}
