package io.perpixel.job;

import io.perpixel.nn.model.TargetKind;

/**
 * The section {@code data.synthetic}; {@code reference.conf} says what each key means.
 *
 * @param images how many to draw
 * @param size {@code HxW} of each
 * @param seed of everything random
 * @param backgrounds photographs to draw on
 * @param species whether masks of flowers tell their species
 */
public record SyntheticSettings(
    int images, String size, long seed, String backgrounds, boolean species) {
  static SyntheticSettings from(Settings settings) {
    return new SyntheticSettings(
        settings.at("data.synthetic.images").integer(10, Integer.MAX_VALUE),
        settings.at("data.synthetic.size").text(),
        settings.at("data.synthetic.seed").seed(),
        settings.at("data.synthetic.backgrounds").text(),
        settings.at("data.synthetic.species").bool());
  }

  /**
   * What such data are called: equal names, equal pictures.
   *
   * @param kind what a model learns from them
   */
  String name(TargetKind kind) {
    String what = kind == TargetKind.CLASSES ? "flowers" : "saliency";
    return "synthetic-%s-%s-%d-%d".formatted(what, size, images, seed);
  }
}
