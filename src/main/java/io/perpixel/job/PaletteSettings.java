package io.perpixel.job;

import java.util.Optional;

/**
 * The section {@code palette}.
 *
 * @param colours number of colours, 2 to 255
 * @param file a fitted palette to use instead of fitting one
 * @param seed of the k-means++ start
 */
public record PaletteSettings(int colours, Optional<String> file, long seed) {
  static PaletteSettings from(Settings settings) {
    return new PaletteSettings(
        settings.at("palette.colours").integer(2, 255),
        settings.at("palette.file").optionalText(),
        settings.at("palette.seed").seed());
  }
}
