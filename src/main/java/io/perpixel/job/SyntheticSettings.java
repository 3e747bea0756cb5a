package io.perpixel.job;

/**
 * The section {@code data.synthetic}; {@code reference.conf} says what each key means.
 *
 * @param images how many to draw
 * @param size {@code HxW} of each
 * @param seed of everything random
 * @param backgrounds photographs to draw on
 */
public record SyntheticSettings(int images, String size, long seed, String backgrounds) {
  static SyntheticSettings from(Settings settings) {
    return new SyntheticSettings(
        settings.at("data.synthetic.images").integer(10, Integer.MAX_VALUE),
        settings.at("data.synthetic.size").text(),
        settings.at("data.synthetic.seed").seed(),
        settings.at("data.synthetic.backgrounds").text());
  }

  /** What such data are called: equal names, equal pictures. */
  String name() {
    return "synthetic-saliency-%s-%d-%d".formatted(size, images, seed);
  }
}
