package io.perpixel.nn.weights;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The three ways in which files name VGG16's convolutions: {@code features.N.weight} (torchvision),
 * {@code conv1_1.weight} (ours) and {@code conv1_1_weight}.
 */
final class VggNames {
  /**
   * Convolutions per block of configuration D; each is followed by a ReLU, each block by a pool.
   */
  private static final int[] BLOCKS = {2, 2, 3, 3, 3};

  private static final Pattern FEATURES = Pattern.compile("features\\.(\\d{1,2})\\.(weight|bias)");
  private static final Pattern UNDERSCORE = Pattern.compile("(conv\\d+_\\d)_(weight|bias)");
  private static final Map<Integer, String> LAYERS = layers();

  private VggNames() {}

  /** Our name of a key; a key that is none of VGG's is returned as it is. */
  static String rename(String key) {
    Matcher features = FEATURES.matcher(key);
    if (features.matches()) {
      String layer = LAYERS.get(Integer.parseInt(features.group(1)));
      return layer == null ? key : layer + "." + features.group(2);
    }
    Matcher underscore = UNDERSCORE.matcher(key);
    return underscore.matches() ? underscore.group(1) + "." + underscore.group(2) : key;
  }

  private static Map<Integer, String> layers() {
    Map<Integer, String> layers = new HashMap<>();
    int index = 0;
    for (int block = 0; block < BLOCKS.length; block++) {
      for (int conv = 0; conv < BLOCKS[block]; conv++) {
        layers.put(index, "conv" + (block + 1) + "_" + (conv + 1));
        index += 2;
      }
      index++;
    }
    return layers;
  }
}
