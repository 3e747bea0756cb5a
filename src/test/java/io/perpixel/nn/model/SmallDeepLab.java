package io.perpixel.nn.model;

import java.util.Map;

/** A DeepLabv3 for tests that run many of them. */
final class SmallDeepLab {
  static final Map<String, String> SETTINGS =
      Map.of("blocks", "1,2,1,1", "base", "3", "aspp", "4", "rates", "1,2", "classes", "3");

  /** No multiple of its stride. */
  static final int SIDE = 20;

  private SmallDeepLab() {}
}
