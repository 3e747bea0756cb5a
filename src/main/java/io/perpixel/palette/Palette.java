package io.perpixel.palette;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * An ordered set of 1 to 255 colours and the distance by which pixels are given to them. Label k
 * means colour k; the hash identifies what labels mean and goes with every label table and model.
 */
public final class Palette implements Serializable {
  private static final long serialVersionUID = 1;

  /** Labels are uint8, and 255 stays free for "ignore". */
  public static final int MAX_COLOURS = 255;

  private final double[][] centres;
  private final ColourDistance distance;
  private final double inertia;
  private final TreeMap<String, String> provenance;

  /**
   * @param centres [K][3], RGB in 0..255
   * @param inertia of the fit, in the units of the distance; NaN if it is not known
   * @param provenance what it was fitted to and how; not part of the hash
   * @throws IllegalArgumentException if there are more than 255 centres or none, or one is not
   *     three numbers in 0..255
   */
  public Palette(
      double[][] centres, ColourDistance distance, double inertia, Map<String, String> provenance) {
    Centres.check(centres, 0, 255, "palette's centres");
    if (centres.length > MAX_COLOURS) {
      throw new IllegalArgumentException(
          "A palette has at most 255 colours (labels are bytes, 255 means ignore), found "
              + centres.length
              + ".");
    }
    this.centres = copy(centres);
    this.distance = distance;
    this.inertia = inertia;
    this.provenance = new TreeMap<>(provenance);
  }

  /** The number of colours, K. */
  public int size() {
    return centres.length;
  }

  /** A copy of the colours, [K][3], RGB in 0..255. */
  public double[][] centres() {
    return copy(centres);
  }

  /** How pixels are compared with the colours. */
  public ColourDistance distance() {
    return distance;
  }

  /** The objective of the fit, where it is known. */
  public OptionalDouble inertia() {
    return Double.isNaN(inertia) ? OptionalDouble.empty() : OptionalDouble.of(inertia);
  }

  /** What it was fitted to and how. */
  public Map<String, String> provenance() {
    return Collections.unmodifiableMap(provenance);
  }

  /** The colours as [K][3] uint8, rounded half up. */
  public byte[] rgb() {
    byte[] rgb = new byte[3 * centres.length];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) Math.round(centres[i / 3][i % 3]);
    }
    return rgb;
  }

  /**
   * Lower-case hex SHA-256 over the centres, [K][3] row-major little-endian float64 (0.0 for -0.0),
   * followed by the distance's name in ASCII.
   */
  public String hash() {
    ByteBuffer bytes = ByteBuffer.allocate(24 * centres.length).order(ByteOrder.LITTLE_ENDIAN);
    for (double[] centre : centres) {
      for (double value : centre) {
        bytes.putDouble(value);
      }
    }
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(bytes.array());
      digest.update(distance.label().getBytes(StandardCharsets.US_ASCII));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256.", e);
    }
  }

  private static double[][] copy(double[][] centres) {
    double[][] copy = new double[centres.length][3];
    for (int k = 0; k < copy.length; k++) {
      for (int axis = 0; axis < 3; axis++) {
        copy[k][axis] = centres[k][axis] + 0.0; // turns -0.0 into 0.0
      }
    }
    return copy;
  }
}
