package io.perpixel.report;

/**
 * The colour map of heat maps: black, violet, red, orange, pale yellow, at even steps from 0 to 1
 * and straight lines in RGB between. Lightness rises all the way, so it also reads in grey and for
 * the colour-blind.
 */
final class HeatColours {
  private static final int[][] STEPS = {
    {0, 0, 0}, {75, 15, 110}, {190, 45, 75}, {245, 130, 25}, {255, 250, 170}
  };

  private HeatColours() {}

  /**
   * One channel of a value's colour.
   *
   * @param value 0..1; beyond that is cut off
   * @param channel 0 red, 1 green, 2 blue
   * @return 0..255
   */
  static float of(float value, int channel) {
    float at = Math.max(0, Math.min(1, value)) * (STEPS.length - 1);
    int below = Math.min((int) at, STEPS.length - 2);
    float share = at - below;
    return STEPS[below][channel] * (1 - share) + STEPS[below + 1][channel] * share;
  }
}
