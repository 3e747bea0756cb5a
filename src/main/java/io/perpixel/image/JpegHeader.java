package io.perpixel.image;

import java.nio.charset.StandardCharsets;

/**
 * What the segments of a JPEG file say before and about its pixels.
 *
 * @param height in pixels
 * @param width in pixels
 * @param precision bits a sample
 * @param components 1 for grey, 3 for colour, 4 for CMYK or YCCK
 * @param colour what the components are
 * @param orientation EXIF's, 1 to 8; 1 if there is none
 * @param scans passes over the pixels that the file holds; more than a few only in progressive
 *     files
 */
record JpegHeader(
    int height,
    int width,
    int precision,
    int components,
    Colour colour,
    int orientation,
    int scans) {
  /** Meaning of the components, decided as libjpeg does. */
  enum Colour {
    GREY,
    YCC,
    RGB,
    CMYK,
    YCCK,
    OTHER
  }

  private static final int SOI = 0xd8;
  private static final int EOI = 0xd9;
  private static final int SOS = 0xda;
  private static final int APP0 = 0xe0;
  private static final int APP1 = 0xe1;
  private static final int APP14 = 0xee;

  /** Whether a file starts as JPEG files do. */
  static boolean starts(byte[] file) {
    return file.length > 2 && (file[0] & 0xff) == 0xff && (file[1] & 0xff) == SOI && file[2] == -1;
  }

  /**
   * Reads the segments; entropy-coded data are passed over, and only where several scans may
   * follow.
   *
   * @throws BadImageException if there is no frame, or no scan in it
   */
  static JpegHeader of(byte[] file) throws BadImageException {
    return new Parser(file).parse();
  }

  /** Goes from segment to segment; every position is checked before it is read. */
  private static final class Parser {
    private final byte[] file;
    private boolean jfif;
    private int adobe = -1;
    private int orientation = 1;
    private int frame = -1;
    private int marker;
    private int at = 2;

    private Parser(byte[] file) {
      this.file = file;
    }

    private JpegHeader parse() throws BadImageException {
      int scans = 0;
      while (next()) {
        int length = at + 1 < file.length ? u16(at) : 0;
        if (length < 2) {
          break;
        }
        int end = Math.min(at + length, file.length);
        if (marker == SOS) {
          scans++;
          if (frame < 0 || isLastScan(end)) {
            break;
          }
        } else if (scans == 0) {
          segment(at + 2, end);
        }
        at = end;
      }
      if (frame < 0) {
        throw new BadImageException("the JPEG file has no frame header");
      }
      if (scans == 0) {
        throw new BadImageException("the JPEG file has no pixels: it ends before its first scan");
      }
      int components = file[frame + 5] & 0xff;
      return new JpegHeader(
          u16(frame + 1),
          u16(frame + 3),
          file[frame] & 0xff,
          components,
          colour(components),
          orientation,
          scans);
    }

    /** Sequential files whose first scan holds all components have no other. */
    private boolean isLastScan(int end) {
      boolean progressive = frameMarker() == 0xc2 || frameMarker() == 0xca;
      boolean whole = end > at + 2 && file[at + 2] == file[frame + 5];
      return !progressive && whole;
    }

    private int frameMarker() {
      return file[frame - 3] & 0xff;
    }

    /** The next marker with a segment behind it; false at the end of the image or file. */
    private boolean next() {
      int last = file.length - 1;
      while (at < last) {
        if (file[at] != -1) {
          at++;
          continue;
        }
        marker = file[at + 1] & 0xff;
        boolean alone = marker <= 1 || marker >= 0xd0 && marker <= SOI;
        if (marker == 0xff) {
          at++;
        } else if (alone) {
          at += 2;
        } else {
          at += 2;
          return marker != EOI;
        }
      }
      return false;
    }

    private void segment(int from, int to) {
      boolean isFrame = marker >= 0xc0 && marker <= 0xcf && marker % 4 != 0 || marker == 0xc0;
      if (isFrame && frame < 0 && to - from >= 6 && to - from >= 6 + 3 * (file[from + 5] & 0xff)) {
        frame = from;
      } else if (marker == APP0 && has("JFIF\0", from, to)) {
        jfif = true;
      } else if (marker == APP14 && has("Adobe", from, to) && to - from >= 12) {
        adobe = file[from + 11] & 0xff;
      } else if (marker == APP1 && has("Exif\0\0", from, to)) {
        orientation = Orientation.ofExif(file, from + 6, to);
      }
    }

    private boolean has(String name, int from, int to) {
      byte[] wanted = name.getBytes(StandardCharsets.ISO_8859_1);
      if (to - from < wanted.length) {
        return false;
      }
      for (int i = 0; i < wanted.length; i++) {
        if (file[from + i] != wanted[i]) {
          return false;
        }
      }
      return true;
    }

    private Colour colour(int components) {
      return switch (components) {
        case 1 -> Colour.GREY;
        case 3 -> isRgb() ? Colour.RGB : Colour.YCC;
        case 4 -> adobe > 0 ? Colour.YCCK : Colour.CMYK;
        default -> Colour.OTHER;
      };
    }

    private boolean isRgb() {
      if (jfif || adobe >= 0) {
        return !jfif && adobe == 0;
      }
      return id(0) == 'R' && id(1) == 'G' && id(2) == 'B';
    }

    private int id(int component) {
      return file[frame + 6 + 3 * component];
    }

    private int u16(int i) {
      return (file[i] & 0xff) << 8 | file[i + 1] & 0xff;
    }
  }
}
