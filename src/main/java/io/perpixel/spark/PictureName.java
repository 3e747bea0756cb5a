package io.perpixel.spark;

import io.perpixel.image.StageException;
import java.util.Locale;

/** The file name of an image's picture, made from its id. */
final class PictureName {
  /** Made beside the pictures. */
  static final String GALLERY = "gallery.png";

  private static final String SUFFIX = ".png";

  /** File systems take 255 bytes; an id may have up to three bytes a character. */
  private static final int LONGEST = 80;

  private PictureName() {}

  /**
   * The id with {@code .png} behind it unless it has that; slashes make directories.
   *
   * @throws StageException if that would be a name outside the output, a hidden one, or one that
   *     Hadoop does not take
   */
  static String of(String id) throws StageException {
    String name = id.toLowerCase(Locale.ROOT).endsWith(SUFFIX) ? id : id + SUFFIX;
    if (name.equals(GALLERY)) {
      throw refused(id, "that file is the gallery");
    }
    for (String part : name.split("/", -1)) {
      // A leading dot also covers "..".
      if (part.isEmpty() || part.startsWith(".") || part.startsWith("_")) {
        throw refused(id, "each part must be non-empty and not start with '.' or '_'");
      }
      if (part.length() > LONGEST || part.codePoints().anyMatch(PictureName::isOdd)) {
        throw refused(id, "each part may have 80 characters, without : \\ and control characters");
      }
    }
    return name;
  }

  /** As {@link #of(String)}, with something between the id and {@code .png}. */
  static String of(String id, String suffix) throws StageException {
    String name = of(id);
    return name.substring(0, name.length() - SUFFIX.length()) + suffix + SUFFIX;
  }

  private static boolean isOdd(int c) {
    return c == ':' || c == '\\' || Character.isISOControl(c);
  }

  private static StageException refused(String id, String why) {
    return new StageException("name", "'" + id + "' cannot be a file name: " + why, null);
  }
}
