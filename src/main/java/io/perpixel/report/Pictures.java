package io.perpixel.report;

import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.Optional;

/**
 * Whether this Java can draw text. The smallest servers and container images have neither
 * fontconfig nor fonts, and Java then fails with an {@link Error} at the first letter: no reason to
 * lose a report after hours of training.
 */
public final class Pictures {
  private static final Optional<String> PROBLEM = probe();

  private Pictures() {}

  /** Why no picture can be drawn here and what to do about it; empty if all is well. */
  public static Optional<String> problem() {
    return PROBLEM;
  }

  private static Optional<String> probe() {
    Graphics2D graphics = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
    try {
      graphics.getFontMetrics(new Font(Font.SANS_SERIF, Font.PLAIN, 12)).stringWidth("a");
      return Optional.empty();
    } catch (LinkageError | InternalError | RuntimeException e) {
      return Optional.of(
          "pictures are left out: this Java finds no fonts; install fontconfig and a font"
              + " (Debian: apt-get install fontconfig fonts-dejavu-core). Java says: "
              + e);
    } finally {
      graphics.dispose();
    }
  }
}
